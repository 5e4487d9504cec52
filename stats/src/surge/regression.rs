//! Quasi-Poisson regression of a weekly count: logarithmic link, offset, weights, by iteratively re-weighted least squares.
//!
//! `McCullagh`, P. and Nelder, J. A. (1989). Generalized Linear Models, 2nd ed., chapters 2 and 9. The re-weighting of past outbreaks is that of
//! Farrington, C. P. et al. (1996). A statistical algorithm for the early detection of outbreaks. JRSS A 159, 547–563, with the limit of
//! Noufaily, A. et al. (2013). Statistics in Medicine 32, 1206–1222.

use nalgebra::{Cholesky, DMatrix, DVector, Dyn};

use super::cast::real;

const MOST_STEPS: usize = 50;
const CONVERGED: f64 = 1e-9;
const SINGULAR: f64 = 1e-7;

/// One week that the regression learns from.
#[derive(Debug, Clone, PartialEq)]
pub struct Observation {
    /// What was counted.
    pub count: f64,
    /// What it was counted in, as a factor of the expectation: households, completeness.
    pub exposure: f64,
    /// The covariates, the constant 1 first.
    pub covariates: Vec<f64>,
}

/// A fitted regression.
#[derive(Debug, Clone, PartialEq)]
pub struct Fit {
    /// The coefficients, in the order of the covariates.
    pub coefficients: Vec<f64>,
    /// Over-dispersion φ; never below 1.
    pub dispersion: f64,
    /// The covariance of the coefficients, φ included, row by row.
    covariance: Vec<f64>,
}

/// An expectation, and how well it is known.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Expectation {
    /// The mean.
    pub mean: f64,
    /// Its standard error.
    pub standard_error: f64,
}

impl Fit {
    /// What is expected under these covariates.
    pub fn expectation(&self, exposure: f64, covariates: &[f64]) -> Expectation {
        let mean = self.mean(exposure, covariates);
        let rows = self.covariance.chunks_exact(self.coefficients.len().max(1));
        let dot = |row: &[f64]| row.iter().zip(covariates).map(|(c, x)| c * x).sum::<f64>();
        let variance: f64 = rows.zip(covariates).map(|(row, x)| dot(row) * x).sum();
        Expectation {
            mean,
            standard_error: mean * variance.max(0.0).sqrt(),
        }
    }

    /// Its mean alone.
    pub fn mean(&self, exposure: f64, covariates: &[f64]) -> f64 {
        let linear: f64 = covariates
            .iter()
            .zip(&self.coefficients)
            .map(|(x, b)| x * b)
            .sum();
        exposure * linear.exp()
    }
}

/// Fits all weeks alike; none when there are fewer weeks than coefficients and two, when nothing was counted, or when it does not converge.
pub fn fit(weeks: &[Observation]) -> Option<Fit> {
    weighted(weeks, &vec![1.0; weeks.len()], None)
}

/// Fits, finds weeks that stand out by a standardised Anscombe residual above `outlier`, and fits again with those weeks counting less:
/// weight `residual`⁻², scaled so that weights sum to the number of weeks.
pub fn fit_without_outbreaks(weeks: &[Observation], outlier: f64) -> Option<Fit> {
    let first = fit(weeks)?;
    let residuals = anscombe_residuals(weeks, &first)?;
    let raw: Vec<f64> = residuals
        .iter()
        .map(|s| if *s > outlier { s.powi(-2) } else { 1.0 })
        .collect();
    let scale = real(weeks.len()) / raw.iter().sum::<f64>();
    let weights: Vec<f64> = raw.iter().map(|weight| weight * scale).collect();
    weighted(weeks, &weights, Some(&first.coefficients))
}

fn weighted(weeks: &[Observation], weights: &[f64], start: Option<&[f64]>) -> Option<Fit> {
    let width = weeks.first()?.covariates.len();
    let is_usable = |week: &Observation| week.exposure > 0.0 && week.covariates.len() == width;
    let total: f64 = weeks.iter().map(|week| week.count).sum();
    if weeks.len() < width + 2 || total <= 0.0 || !weeks.iter().all(is_usable) {
        return None;
    }
    let exposure: f64 = weeks.iter().map(|week| week.exposure).sum();
    let mut coefficients = DVector::zeros(width);
    coefficients[0] = (total / exposure).ln();
    if let Some(start) = start {
        coefficients.copy_from_slice(start);
    }
    for _ in 0..MOST_STEPS {
        let (information, score) = system(weeks, weights, &coefficients);
        let cholesky = decomposed(information)?;
        let step = cholesky.solve(&score);
        coefficients += &step;
        if !step.iter().all(|it| it.is_finite()) {
            return None;
        }
        if step.amax() < CONVERGED {
            let (information, _) = system(weeks, weights, &coefficients);
            return finished(weeks, weights, &coefficients, &decomposed(information)?);
        }
    }
    None
}

/// The decomposition; none when covariates depend on one another so nearly that rounding alone keeps them apart.
fn decomposed(information: DMatrix<f64>) -> Option<Cholesky<f64, Dyn>> {
    let cholesky = Cholesky::new(information)?;
    let diagonal = cholesky.l_dirty().diagonal();
    (diagonal.min() > diagonal.max() * SINGULAR).then_some(cholesky)
}

/// Fisher information and score at these coefficients.
fn system(
    weeks: &[Observation],
    weights: &[f64],
    coefficients: &DVector<f64>,
) -> (DMatrix<f64>, DVector<f64>) {
    let width = coefficients.len();
    // Plain slices: this loop is nearly all the time that a fit takes.
    let mut information = vec![0.0; width * width];
    let mut score = vec![0.0; width];
    for (week, weight) in weeks.iter().zip(weights) {
        let mean = mean_of(week, coefficients.as_slice());
        let covariates = week
            .covariates
            .iter()
            .zip(&mut score)
            .zip(information.chunks_exact_mut(width));
        for ((x, score), row) in covariates {
            *score += weight * (week.count - mean) * x;
            for (cell, y) in row.iter_mut().zip(&week.covariates) {
                *cell += weight * mean * x * y;
            }
        }
    }
    (
        DMatrix::from_row_slice(width, width, &information),
        DVector::from_vec(score),
    )
}

fn mean_of(week: &Observation, coefficients: &[f64]) -> f64 {
    let linear: f64 = week.covariates.iter().zip(coefficients).map(|(x, b)| x * b).sum();
    week.exposure * linear.exp()
}

fn finished(
    weeks: &[Observation],
    weights: &[f64],
    coefficients: &DVector<f64>,
    information: &Cholesky<f64, Dyn>,
) -> Option<Fit> {
    let pearson = weeks.iter().zip(weights).map(|(week, weight)| {
        let mean = mean_of(week, coefficients.as_slice());
        weight * (week.count - mean).powi(2) / mean
    });
    let freedom = real(weeks.len() - coefficients.len());
    let dispersion = (pearson.sum::<f64>() / freedom).max(1.0);
    let is_fitted = dispersion.is_finite() && coefficients.iter().all(|it| it.is_finite());
    is_fitted.then(|| Fit {
        coefficients: coefficients.iter().copied().collect(),
        dispersion,
        covariance: information.inverse().iter().map(|it| it * dispersion).collect(),
    })
}

/// Anscombe residuals divided by √(φ(1 − leverage)).
fn anscombe_residuals(weeks: &[Observation], fit: &Fit) -> Option<Vec<f64>> {
    weeks
        .iter()
        .map(|week| {
            let Expectation { mean, standard_error } = fit.expectation(week.exposure, &week.covariates);
            // The leverage is mean · xᵀ(XᵀWX)⁻¹x, and the standard error holds φ times that form.
            let leverage = standard_error * standard_error / (mean * fit.dispersion);
            let residual = anscombe(week.count, mean) / (fit.dispersion * (1.0 - leverage)).max(1e-9).sqrt();
            residual.is_finite().then_some(residual)
        })
        .collect()
}

/// The Anscombe residual of a Poisson count: 3/2 · (y^⅔ − μ^⅔) / μ^⅙. Anscombe, F. J. (1953), in discussion of Hotelling, JRSS B 15, 229–230.
pub fn anscombe(count: f64, mean: f64) -> f64 {
    1.5 * (count.powf(2.0 / 3.0) - mean.powf(2.0 / 3.0)) / mean.powf(1.0 / 6.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn week(count: f64, covariates: &[f64]) -> Observation {
        Observation {
            count,
            exposure: 1.0,
            covariates: covariates.to_vec(),
        }
    }

    #[test]
    fn a_group_covariate_gives_the_logarithm_of_the_ratio_of_means() {
        let counts = [
            (2.0, 0.0),
            (4.0, 0.0),
            (3.0, 0.0),
            (6.0, 1.0),
            (6.0, 1.0),
            (6.0, 1.0),
        ];
        let weeks: Vec<Observation> = counts.iter().map(|(y, x)| week(*y, &[1.0, *x])).collect();

        let fit = fit(&weeks).unwrap();

        assert!((fit.coefficients[0] - 3.0_f64.ln()).abs() < 1e-9);
        assert!((fit.coefficients[1] - 2.0_f64.ln()).abs() < 1e-9);
    }

    #[test]
    fn a_constant_that_stands_twice_has_no_fit() {
        let weeks: Vec<Observation> = (0..10).map(|it| week(f64::from(it), &[1.0, 1.0])).collect();

        assert_eq!(fit(&weeks), None);
        assert_eq!(fit(&[]), None);
    }

    #[test]
    fn an_outbreak_of_the_past_does_not_raise_the_baseline() {
        let mut weeks: Vec<Observation> = (0..60).map(|it| week(f64::from(9 + it % 3), &[1.0])).collect();
        weeks[30].count = 200.0;

        let plain = fit(&weeks).unwrap().expectation(1.0, &[1.0]).mean;
        let without = fit_without_outbreaks(&weeks, 2.58)
            .unwrap()
            .expectation(1.0, &[1.0])
            .mean;

        assert!(plain > 13.0 && without < 11.0, "{plain} {without}");
    }
}
