//! Names and phone numbers. They are put together by chance from common characters; the phone numbers are of a block that nobody is given.

use crate::dice::Dice;

const SURNAMES: &[&str] = &[
    "王", "李", "张", "刘", "陈", "杨", "黄", "赵", "吴", "周", "徐", "孙", "马", "朱", "胡", "郭", "何",
    "高", "林", "罗", "郑", "梁", "谢", "宋", "唐", "许", "韩", "冯", "邓", "曹", "彭", "曾", "肖", "田",
    "董", "潘", "袁", "蔡", "蒋", "余", "于", "杜", "叶", "程", "苏", "魏", "吕", "丁", "任", "卢", "姚",
    "沈", "钟", "姜", "崔", "谭", "陆", "范", "汪", "廖", "石", "金", "韦", "贾", "夏", "付", "方", "邹",
    "熊", "白", "孟", "秦", "邱", "侯", "江", "尹", "薛", "闫", "段", "雷", "龙", "黎", "史", "陶", "贺",
    "毛", "郝", "顾", "龚", "邵", "万", "覃", "武", "钱", "戴", "莫", "孔", "向", "常", "欧阳",
];

const GIVEN: &[&str] = &[
    "伟", "芳", "娜", "敏", "静", "丽", "强", "磊", "军", "洋", "勇", "艳", "杰", "娟", "涛", "明", "超",
    "霞", "平", "刚", "桂英", "建国", "建华", "建军", "志强", "志明", "志华", "秀英", "秀兰", "秀珍", "玉兰",
    "玉梅", "玉珍", "国强", "国庆", "海燕", "海涛", "晓东", "晓梅", "小红", "小龙", "春梅", "春生", "春华",
    "永强", "永福", "永红", "文华", "文斌", "文娟", "德福", "德明", "金凤", "金花", "金龙", "凤英", "凤兰",
    "红梅", "红霞", "雪梅", "雪峰", "立新", "立军", "俊杰", "浩然", "子涵", "梓萱", "欣怡", "宇轩", "佳怡",
    "思远", "雨桐", "天佑", "家豪", "若曦", "一诺", "福贵", "来顺", "长根", "水生", "大山", "有田", "满仓",
    "翠花", "巧云",
];

const CLERKS: &[&str] = &[
    "模拟员甲",
    "模拟员乙",
    "模拟员丙",
    "模拟员丁",
    "模拟员戊",
    "模拟员己",
];

/// A surname.
pub(crate) fn surname(dice: &mut Dice) -> &'static str {
    dice.word(SURNAMES)
}

/// The name of somebody with this surname.
pub(crate) fn with_surname(dice: &mut Dice, surname: &str) -> String {
    format!("{surname}{}", dice.pick(GIVEN))
}

/// A name.
pub(crate) fn adult(dice: &mut Dice) -> String {
    let surname = surname(dice);
    with_surname(dice, surname)
}

/// Who filled in a form.
pub(crate) fn clerk(dice: &mut Dice) -> &'static str {
    dice.word(CLERKS)
}

/// A mobile number of the form 1990000xxxx.
pub(crate) fn phone(dice: &mut Dice) -> String {
    format!("1990000{:04}", dice.below(10_000))
}
