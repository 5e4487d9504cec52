//! Inequality and poverty of the Austrian EU-SILC against laeken, survey (R) and `PySAL` (Python).

use stats::concentration::herfindahl;
use stats::inequality::{Holding, gini, theil, theil_of_groups};
use stats::poverty::poverty;

use crate::table::{Line, assert_close, lines};

/// The weighted Gini coefficient in percent, and the poverty measures at the line 10 859.236, of each region in the order of the table.
const REGIONS: [(f64, [f64; 3]); 9] = [
    (
        32.054_885_237_995_1,
        [
            0.195_398_365_082_784,
            0.044_144_325_845_134_6,
            0.023_329_318_632_202,
        ],
    ),
    (
        25.494_480_727_330_4,
        [
            0.130_862_677_498_876,
            0.024_644_372_440_533,
            0.008_165_537_954_719,
        ],
    ),
    (
        25.937_370_046_467_4,
        [
            0.138_436_228_136_595,
            0.036_822_674_709_804_7,
            0.017_745_884_421_856_3,
        ],
    ),
    (
        25.016_524_826_164_3,
        [
            0.137_873_432_075_093,
            0.046_965_549_512_590_8,
            0.025_853_537_380_834_4,
        ],
    ),
    (
        23.711_904_486_958,
        [
            0.143_746_372_814_337,
            0.035_777_740_089_445_5,
            0.016_657_427_369_525_1,
        ],
    ),
    (
        25.248_811_440_121_3,
        [
            0.153_081_904_896_242,
            0.037_435_936_577_269_1,
            0.015_013_063_595_014_4,
        ],
    ),
    (
        25.492_021_238_353_3,
        [
            0.108_897_733_877_374,
            0.031_450_810_385_246_1,
            0.015_630_141_629_344_1,
        ],
    ),
    (
        28.949_436_184_085_8,
        [
            0.172_346_832_119_566,
            0.054_252_755_248_610_2,
            0.027_793_388_442_905_5,
        ],
    ),
    (
        28.741_203_677_712,
        [
            0.165_373_101_670_887,
            0.048_799_741_242_633_9,
            0.021_763_955_134_970_2,
        ],
    ),
];

fn eusilc() -> Vec<Line<'static>> {
    lines(include_str!("../data/eusilc_income.csv")).collect()
}

fn weighted(line: &Line) -> Holding {
    Holding {
        amount: line.number("income"),
        people: line.number("weight") * line.number("persons"),
    }
}

#[test]
fn the_gini_coefficient_and_poverty_of_each_region_are_those_of_the_reference() {
    let table = eusilc();
    for (region, (expected, measures)) in REGIONS.into_iter().enumerate() {
        let people: Vec<Holding> = table
            .iter()
            .filter(|line| line.text("region") == region.to_string())
            .map(weighted)
            .collect();
        let incomes: Vec<(f64, f64)> = people
            .iter()
            .map(|person| (person.amount, person.people))
            .collect();

        assert_close(gini(&people).unwrap() * 100.0, expected, 1e-9);
        let poverty = poverty(&incomes, 10_859.236).unwrap();
        assert_close(poverty.share, measures[0], 1e-9);
        assert_close(poverty.gap, measures[1], 1e-9);
        assert_close(poverty.severity, measures[2], 1e-9);
    }
}

#[test]
fn the_gini_coefficient_of_the_country_is_the_published_one() {
    let table = eusilc();
    let people: Vec<Holding> = table.iter().map(weighted).collect();
    let persons: Vec<Holding> = table
        .iter()
        .map(|line| Holding {
            people: line.number("persons"),
            ..weighted(line)
        })
        .collect();

    assert_close(gini(&people).unwrap() * 100.0, 26.489_619_211_322_9, 1e-9);
    assert_close(gini(&persons).unwrap(), 0.262_853_221_810_432_14, 1e-9);
}

#[test]
fn theil_between_and_within_regions_is_that_of_the_reference() {
    let mut regions = vec![Vec::new(); 9];
    for line in eusilc() {
        let region: usize = line.text("region").parse().unwrap();
        regions[region].push(Holding {
            amount: line.number("income"),
            people: line.number("persons"),
        });
    }
    // The reference leaves out the three people without income.
    for region in &mut regions {
        region.retain(|holding| holding.amount > 0.0);
    }

    let all: Vec<Holding> = regions.iter().flatten().copied().collect();
    let parts = theil_of_groups(&regions).unwrap();

    assert_close(theil(&all).unwrap(), 0.118_727_165_670_949_74, 1e-9);
    assert_close(parts.between, 0.000_660_133_341_287_01, 1e-9);
    assert_close(parts.within, 0.118_067_032_329_662_73, 1e-9);
}

#[test]
fn small_lists_are_those_of_the_reference() {
    for (amounts, expected) in [
        (vec![1.0; 4], 0.0),
        (vec![1.0, 2.0, 3.0, 4.0, 5.0], 0.266_666_666_666_666_66),
        (vec![10.0, 1.0, 1.0, 1.0, 1.0, 1.0], 0.5),
        (vec![3.0, 0.0, 2.0, 7.0, 1.0, 0.0, 0.0, 12.0], 0.645),
    ] {
        let holdings: Vec<Holding> = amounts
            .into_iter()
            .map(|amount| Holding { amount, people: 1.0 })
            .collect();

        assert_close(gini(&holdings).unwrap(), expected, 1e-12);
    }
}

#[test]
fn the_sum_of_squared_shares_is_that_of_the_reference() {
    for (counts, expected) in [
        ([10, 10, 10, 10], 0.25),
        ([40, 0, 0, 0], 1.0),
        ([30, 5, 3, 2], 0.586_25),
    ] {
        assert_close(herfindahl(&counts).unwrap(), expected, 1e-12);
    }
}

#[test]
fn the_example_of_the_poverty_handbook_comes_out() {
    let people = [100.0, 110.0, 150.0, 160.0].map(|spending| (spending, 1.0));

    let poverty = poverty(&people, 125.0).unwrap();

    assert_close(poverty.share, 0.5, 1e-15);
    assert_close(poverty.gap, 0.08, 1e-15);
    assert_close(poverty.severity, 0.0136, 1e-15);
}
