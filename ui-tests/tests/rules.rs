//! What every error has to keep to, checked over all `.stderr` files.

mod files;

use files::{Mistake, mistakes};

/// Words of the inside, which no reader of an error should have to know.
const INSIDE: [&str; 12] = [
    "nalgebra",
    "typenum",
    "Matrix<",
    "ArrayStorage",
    "Const<",
    "__",
    "PhantomData",
    "Nobody",
    "bytemuck",
    "Zeroable",
    "UInt<",
    "Sequential<(",
];

/// Lines on a terminal, without the empty one between two errors.
fn lines(error: &str) -> usize {
    error.lines().filter(|line| !line.is_empty()).count()
}

fn check(mistake: &Mistake, broken: &mut Vec<String>) {
    let mut complain = |what: String| broken.push(format!("{}: {what}", mistake.path()));
    let errors = mistake.errors();
    if errors.len() != mistake.expected_errors() {
        complain(format!("{} errors for {} mistakes", errors.len(), mistake.expected_errors()));
    }
    for error in &errors {
        // What rustc adds to a trait bound cannot be switched off; see `docs/errors.md`.
        let limit = if error.starts_with("error[E0277]") { 20 } else { 12 };
        if lines(error) > limit && !mistake.is_long() {
            complain(format!("{} lines, where {limit} are allowed", lines(error)));
        }
        let is_ours = error.starts_with("error: ") || error.starts_with("error[E0080]");
        if is_ours && !error.contains("help: ") && !mistake.is_worded_by_rustc() {
            complain("no help".to_owned());
        }
        for line in error.lines().filter(|line| !is_source(line)) {
            for word in INSIDE {
                if line.contains(word) && !mistake.is_worded_by_rustc() {
                    complain(format!("`{word}` in: {}", line.trim()));
                }
            }
        }
    }
}

/// A line of the user's own program, which has its number before the bar.
fn is_source(line: &str) -> bool {
    line.split_once('|')
        .is_some_and(|(number, _)| number.trim().parse::<usize>().is_ok())
}

#[test]
fn every_error_is_one_short_and_speaks_of_the_model() {
    let mut broken = Vec::new();
    for mistake in mistakes() {
        check(&mistake, &mut broken);
    }
    assert!(broken.is_empty(), "\n{}\n", broken.join("\n"));
}

/// Where rustc words an error and nothing can be done about it, the file says so, and why.
#[test]
fn few_errors_are_left_to_rustc() {
    let all = mistakes();
    let left = all.iter().filter(|mistake| mistake.is_worded_by_rustc()).count();
    assert!(left * 10 <= all.len(), "{left} of {}", all.len());
}
