//! Places and their people on duty: 行政区划, 行政村基本情况, 网格, 网格员, 安置点.

use domain::office::{GridLevel, GridRole, WorkerOrigin};
use domain::region::Level;

use crate::source::{CodeList, Column, Kind, Source, code};

const LEVEL: Kind = Kind::Code(CodeList {
    canonical: |text| {
        let wanted = domain::text::label(text);
        Level::ALL
            .into_iter()
            .map(Level::label)
            .find(|label| *label == wanted)
    },
    labels: || Level::ALL.map(Level::label).to_vec(),
});

/// 行政区划: `region_code · name · level · parent_code · urban_rural_code · tags · opened_on · closed_on · merged_into_code ·
/// longitude · latitude`.
pub(super) static REGION: Source = Source {
    name: "region",
    title: "行政区划",
    key: &["region_code"],
    columns: &[
        Column::new("区划代码", "region_code", Kind::RegionCode).required(),
        Column::new("名称", "name", Kind::Text).required(),
        Column::new("层级", "level", LEVEL).required(),
        Column::new("上级代码", "parent_code", Kind::RegionCode),
        Column::new("城乡分类代码", "urban_rural_code", Kind::Text),
        Column::new("标签", "tags", Kind::Text),
        Column::new("启用日期", "opened_on", Kind::Date),
        Column::new("停用日期", "closed_on", Kind::Date),
        Column::new("并入代码", "merged_into_code", Kind::RegionCode),
        Column::new("经度", "longitude", Kind::Number),
        Column::new("纬度", "latitude", Kind::Number),
    ],
    orders: &[("opened_on", "closed_on")],
    is_state: true,
};

/// 行政村基本情况: `region_code · year · households · persons · lifted_households · allowance_households · destitute_persons ·
/// disabled_persons`.
pub(super) static VILLAGE_YEAR: Source = Source {
    name: "village_year",
    title: "行政村基本情况",
    key: &["region_code", "year"],
    columns: &[
        Column::new("区划代码", "region_code", Kind::Region).required(),
        Column::new("年度", "year", Kind::Int).required(),
        Column::new("总户数", "households", Kind::Int).required(),
        Column::new("总人口数", "persons", Kind::Int).required(),
        Column::new("脱贫户数", "lifted_households", Kind::Int),
        Column::new("低保户数", "allowance_households", Kind::Int),
        Column::new("特困人数", "destitute_persons", Kind::Int),
        Column::new("残疾人数", "disabled_persons", Kind::Int),
    ],
    orders: &[],
    is_state: false,
};

/// 网格: `grid_id · region_code · grid_level · parent_grid_id · is_plain · households · adjusted_on · synced_on`.
pub(super) static GRID: Source = Source {
    name: "grid",
    title: "网格",
    key: &["grid_id"],
    columns: &[
        Column::new("网格编号", "grid_id", Kind::Id).required(),
        Column::new("区划代码", "region_code", Kind::Region).required(),
        Column::new("网格层级", "grid_level", code!(GridLevel)),
        Column::new("上级网格编号", "parent_grid_id", Kind::Id),
        Column::new("是否平原", "is_plain", Kind::Bool),
        Column::new("户数", "households", Kind::Int),
        Column::new("调整日期", "adjusted_on", Kind::Date).happened(),
        Column::new("平台更新日期", "synced_on", Kind::Date).happened(),
    ],
    orders: &[],
    is_state: true,
};

/// 网格员: `worker_id · grid_id · grid_role · worker_origin · birth_year · trained_on · is_allowance_paid`; to the vault `name ·
/// phone · born_on`.
pub(super) static GRID_WORKER: Source = Source {
    name: "grid_worker",
    title: "网格员",
    key: &["worker_id"],
    columns: &[
        Column::new("人员编号", "worker_id", Kind::PersonId).required(),
        Column::new("姓名", "name", Kind::Name).personal(),
        Column::new("联系电话", "phone", Kind::Phone).personal(),
        Column::new("网格编号", "grid_id", Kind::Id).required(),
        Column::new("角色", "grid_role", code!(GridRole)),
        Column::new("来源", "worker_origin", code!(WorkerOrigin)),
        Column::new("出生日期", "born_on", Kind::Birth).personal(),
        Column::new("最近培训日期", "trained_on", Kind::Date).happened(),
        Column::new("补贴是否落实", "is_allowance_paid", Kind::Bool),
    ],
    orders: &[],
    is_state: false,
};

/// 安置点: `site_id · name · region_code · households · labourers · employed · zero_employment_households · staff`.
pub(super) static RELOCATION_SITE: Source = Source {
    name: "relocation_site",
    title: "安置点",
    key: &["site_id"],
    columns: &[
        Column::new("安置点编号", "site_id", Kind::Id).required(),
        Column::new("名称", "name", Kind::Text).required(),
        Column::new("区划代码", "region_code", Kind::Region).required(),
        Column::new("搬迁户数", "households", Kind::Int).required(),
        Column::new("劳动力数", "labourers", Kind::Int),
        Column::new("已就业数", "employed", Kind::Int),
        Column::new("零就业户数", "zero_employment_households", Kind::Int),
        Column::new("驻点力量", "staff", Kind::Int),
    ],
    orders: &[],
    is_state: false,
};
