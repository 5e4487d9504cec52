//! The catalogue of the hand-made releases: the indicators and rules of the published tables, with their titles.

use domain::release::{Better, Definition, FigureUnit, Rule};

/// name, title, meaning, numerator, denominator, unit, better, slice, clauses
const INDICATORS: &str = "\
development_measure_rate|开发式帮扶落实率|有劳动能力的未消除户（剔除兜底保障户）中至少有一项开发式措施的比例|有开发式措施的户数|有劳动能力的未消除户数|share|higher||LT-05 LT-31
measure_coverage|帮扶措施覆盖率|未消除户中识别后至少明确一项措施的比例|有措施的未消除户数|未消除监测户数|share|higher||LS-35
measure_late_rate|帮扶措施逾期明确率|近12个月识别的监测记录中，首项措施明确晚于规定期限（未明确的算到发布日）的比例|逾期监测记录数|近12个月识别的监测记录数|share|lower||LS-35 LZ-11
quarantine_rate|源数据隔离率|本次运行各批次源数据行中被隔离的比例|被隔离行数|源数据行数|share|lower|数据集|LT-12
location_quotient|风险区位商|本地带该风险户的占比与全县占比之比；本地未消除户少于3户时不给值|本地占比|全县占比|ratio|neither|风险类型|LZ-04 LT-10
risk_share|风险类型占比|未消除监测户中带有该风险的比例；一户可有多种风险，各类之和大于1|带该风险的未消除户数|未消除监测户数|share|neither|风险类型|LS-34 LT-10
top_decile_share|前10%村集中度|未消除户最多的前10%的村（向上取整）所占全县未消除户的比例|前10%村的未消除户数|全县未消除户数|share|neither||LT-10
screening_coverage|排查覆盖率|本年度已排查的农户占农户的比例|本年度已排查户数|农户数|share|higher||LZ-03 LT-16
elimination_rate_eligible|风险消除率（可消除口径，户）|分母剔除整户无劳动能力兜底保障户：按规定这些户暂不标注风险消除|已消除户数|监测户数减未消除兜底保障户数|share|higher||LS-27 LT-09
elimination_rate_households|风险消除率（户）|已消除风险的监测户占监测户的比例|已消除户数|监测户数|share|higher||LS-28 XJ-16
elimination_rate_persons|风险消除率（人）|已消除风险的监测人口占监测人口的比例，公开通报所用口径|已消除人口数|监测人口数|share|higher||LS-28 XJ-16
households|农户数|有户信息的农户（R）|农户数||households|neither||contract R
monitored_households|监测户数|至少有一条未清退监测记录的农户（M），按最近一次的监测对象类别分列|监测户数||households|neither|监测对象类别|LZ-01 XJ-04
monitored_incidence|监测发生率（户）|监测户占农户的比例|监测户数|农户数|share|neither||LT-10 LZ-04
monitored_persons|监测人口数|至少有一条未清退监测记录的农户（M），按最近一次的监测对象类别分列|监测人口数||persons|neither|监测对象类别|LZ-01 XJ-04
newly_eliminated|当月新消除|发布日所在自然月内、截至发布日的监测记录数（含自然消除）|监测记录数||episodes|neither||XJ-03
newly_identified|当月新识别|发布日所在自然月内、截至发布日识别的监测记录数|监测记录数||episodes|neither||XJ-03
persons|人口数|R 户的家庭人口数之和|人口数||persons|neither||contract R
reidentified_12m|近12个月再识别率|消除后近12个月内又被识别的户占曾消除户的比例|近12个月再识别户数|曾有监测记录消除的户数|share|lower||LS-29 HN-24
unresolved_households|未消除监测户数|最近一次监测尚未消除风险的农户（U）|未消除监测户数||households|neither||LS-31 LT-10
unresolved_persons|未消除监测人口数|最近一次监测尚未消除风险的农户（U）|未消除监测人口数||persons|neither||LS-31 LT-10
unresolved_share|未消除占比|未消除监测户占监测户的比例|未消除监测户数|监测户数|share|lower||LT-10
days_since_contact_p50|距上次有效联系天数（中位数）|未消除户距最近一次有效走访或联系的天数；从未联系的从识别日算起|（不适用）|未消除监测户数|days|lower||LS-31 LZ-25
days_since_contact_p90|距上次有效联系天数（九成位数）|未消除户距最近一次有效走访或联系的天数；从未联系的从识别日算起|（不适用）|未消除监测户数|days|lower||LS-31 LZ-25
visit_overdue_rate|逾期走访率|上一个已结束周期内应走访而未完成走访的户占应走访户的比例|逾期未走访户数|应走访户数|share|lower||LS-31 LS-32 LZ-25 XJ-03
warning_conversion_rate|预警转化率|近3个月推送且已核实的部门预警中纳入监测的比例|纳入监测的预警数|已核实预警数|share|neither|部门|LS-14
warning_overdue_rate|预警核实超期率|近3个月推送的部门预警中超过规定时限核实或至今未核实的比例|超期预警数|近3个月推送的预警数|share|lower|部门|LZ-06 LS-18b
warning_verified_rate|预警核实率|近3个月推送的部门预警中已核实的比例|已核实预警数|近3个月推送的预警数|share|higher|部门|LS-14
notice_too_short_rate|公示天数不足率|近12个月公示结束的纳入流程中，公示天数（首尾两日均计）少于规定的比例|公示不足流程数|近12个月公示结束的纳入流程数|share|lower||LS-18d HN-14
workflow_overdue_rate|认定整程超时率|近12个月申请的纳入流程中，申请到审定超过规定天数（未办结的算到发布日）的比例|超时流程数|近12个月申请的纳入流程数|share|lower||LS-18a
";

/// name, title, meaning, clauses
const RULES: &str = "\
elimination_no_labour|无劳动能力户被标注消除|家庭成员全部丧失或无劳动能力，却被标注消除且不是自然消除|LS-27 LT-09
elimination_too_soon|短期消除|非自然消除的监测记录，从识别到消除不足规定月数|LS-26
grid_oversize|网格超规模|一个网格编号下的农户多于规定户数；平原网格可适当增加，级别降低|LS-01
helper_missing|未安排帮扶联系人|未消除监测户在发布日没有在任的帮扶联系人，且已过安排期限|LS-31 LZ-10
development_flag_mismatch|开发式帮扶标识不符|由措施推得的开发式帮扶与系统标识不一致；标识空白视为尚未实施|LT-31
measure_late|帮扶措施逾期明确|首项帮扶措施明确晚于规定期限，未明确的算到发布日|LS-35 LZ-11
measure_risk_mismatch|措施与风险不匹配|未消除户已有措施，但其某一风险应有的帮扶类别一项也没有|indicator 54 LT-03
safety_net_only|有劳动能力只兜底|有劳动能力的未消除户，识别以来的措施全部是综合保障|LT-03
visit_overdue|逾期未走访|上一个已结束周期内应走访的未消除监测户没有一次符合要求的走访|LS-31 LZ-25 XJ-03
notice_too_short|公示天数不足|公示天数（首尾两日均计）少于规定|LS-18d HN-14
stage_order|认定程序倒置|近12个月申请的纳入流程中，首次民主评议与首次信息比对的先后与规定相反；同一时刻不算|LS-18 HN-13
workflow_overdue|认定流程超时|纳入流程从申请到审定超过规定天数，未办结的算到发布日|LS-18a
";

fn words(text: &str) -> Vec<String> {
    text.split_whitespace().map(str::to_owned).collect()
}

fn some(text: &str) -> Option<String> {
    (!text.is_empty()).then(|| text.to_owned())
}

fn unit(text: &str) -> FigureUnit {
    match text {
        "households" => FigureUnit::Households,
        "persons" => FigureUnit::Persons,
        "episodes" => FigureUnit::Episodes,
        "share" => FigureUnit::Share,
        "ratio" => FigureUnit::Ratio,
        _ => FigureUnit::Days,
    }
}

fn better(text: &str) -> Better {
    match text {
        "higher" => Better::Higher,
        "lower" => Better::Lower,
        _ => Better::Neither,
    }
}

pub(crate) fn definitions() -> Vec<Definition> {
    INDICATORS
        .lines()
        .filter_map(|line| line.split('|').collect::<Vec<&str>>().try_into().ok())
        .map(
            |[
                name,
                title,
                meaning,
                numerator,
                denominator,
                figure_unit,
                is_better,
                slice,
                source,
            ]: [&str; 9]| Definition {
                name: name.to_owned(),
                topic: "test".to_owned(),
                title: title.to_owned(),
                meaning: meaning.to_owned(),
                numerator: numerator.to_owned(),
                denominator: some(denominator),
                unit: unit(figure_unit),
                better: better(is_better),
                policy: vec![],
                source: words(source),
                slice: some(slice),
            },
        )
        .collect()
}

pub(crate) fn rules() -> Vec<Rule> {
    RULES
        .lines()
        .filter_map(|line| line.split('|').collect::<Vec<&str>>().try_into().ok())
        .map(|[name, title, meaning, source]: [&str; 4]| Rule {
            name: name.to_owned(),
            topic: "test".to_owned(),
            title: title.to_owned(),
            meaning: meaning.to_owned(),
            action: "补做并如实记录".to_owned(),
            owner: "村级".to_owned(),
            policy: vec![],
            source: words(source),
        })
        .collect()
}
