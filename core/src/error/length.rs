//! Rows of the wrong length.

use core::fmt;

/// A row does not have as many numbers as a sample.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct LengthError {
    /// The row, counted from 0, where there are several.
    pub row: Option<usize>,
    /// How many numbers a sample has.
    pub expected: usize,
    /// How many the row has.
    pub found: usize,
}

impl fmt::Display for LengthError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { row, expected, found } = self;
        if let Some(row) = row {
            write!(f, "row {row}: ")?;
        }
        write!(f, "a sample has {expected} numbers, found {found}")
    }
}

impl core::error::Error for LengthError {}
