//! Files of samples that cannot be read.

use core::fmt;
use std::path::PathBuf;
use std::string::String;

/// A file of samples cannot be read, or does not hold what was asked for.
#[derive(Debug)]
#[non_exhaustive]
pub struct DataError {
    /// The file.
    pub path: PathBuf,
    /// The line, counted from 1, where the mistake is in one.
    pub line: Option<u64>,
    /// The column's name, or its number counted from 0, where the mistake is in one.
    pub column: Option<String>,
    /// What is wrong.
    pub reason: String,
}

impl fmt::Display for DataError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}`", self.path.display())?;
        if let Some(line) = self.line {
            write!(f, ", line {line}")?;
        }
        if let Some(column) = &self.column {
            write!(f, ", column `{column}`")?;
        }
        write!(f, ": {}", self.reason)
    }
}

impl core::error::Error for DataError {}
