//! Small systems of linear equations.

/// What is left of a diagonal when its row says nothing that those above it do not say.
const NOTHING_LEFT: f64 = 1e-12;

/// The solution of a system whose diagonal leads all elimination (positive definite, or dominated by it); none when it is singular.
pub(crate) fn solve(mut matrix: Vec<Vec<f64>>, mut right: Vec<f64>) -> Option<Vec<f64>> {
    let size = right.len();
    let diagonal: Vec<f64> = (0..size).map(|row| matrix[row][row]).collect();
    for pivot in 0..size {
        let top = matrix[pivot].clone();
        if top[pivot] <= NOTHING_LEFT * diagonal[pivot] {
            return None;
        }
        for row in pivot + 1..size {
            let factor = matrix[row][pivot] / top[pivot];
            for (cell, above) in matrix[row].iter_mut().zip(&top) {
                *cell -= factor * above;
            }
            right[row] -= factor * right[pivot];
        }
    }
    for row in (0..size).rev() {
        let known: f64 = (row + 1..size)
            .map(|column| matrix[row][column] * right[column])
            .sum();
        right[row] = (right[row] - known) / matrix[row][row];
    }
    Some(right)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_system_is_solved_and_a_singular_one_is_not() {
        assert_eq!(
            solve(vec![vec![2.0, 1.0], vec![1.0, 3.0]], vec![4.0, 7.0]),
            Some(vec![1.0, 2.0])
        );
        assert_eq!(solve(vec![vec![1.0, 1.0], vec![1.0, 1.0]], vec![1.0, 1.0]), None);
        assert_eq!(
            solve(vec![vec![1.0, 1.0], vec![1.0, 1.0 + 1e-15]], vec![1.0, 1.0]),
            None
        );
    }
}
