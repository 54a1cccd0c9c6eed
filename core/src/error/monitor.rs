//! Callbacks that cannot do what they are for.

use core::fmt;
use std::io;
use std::path::PathBuf;
use std::string::String;
use std::vec::Vec;

/// A callback watches a number that the training does not have, or of which it is not known whether small or large ones are better.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct MonitorError {
    /// The callback: `EarlyStopping`.
    pub callback: &'static str,
    /// The name of the number.
    pub monitor: String,
    /// What is wrong with it.
    pub reason: &'static str,
    /// The names that there are.
    pub names: Vec<String>,
}

impl fmt::Display for MonitorError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            callback,
            monitor,
            reason,
            names,
        } = self;
        write!(
            f,
            "`{callback}` watches `{monitor}`: {reason}; there are `{}`",
            names.join("`, `")
        )?;
        if monitor.starts_with("val_") && !names.iter().any(|name| name.starts_with("val_")) {
            f.write_str(" (without validation data there are no numbers of the validation)")?;
        }
        Ok(())
    }
}

impl core::error::Error for MonitorError {}

/// A callback's file could not be written.
#[derive(Debug)]
#[non_exhaustive]
pub struct FileError {
    /// The file.
    pub path: PathBuf,
    /// The system's reason.
    pub error: io::Error,
}

impl fmt::Display for FileError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "cannot write `{}`: {}", self.path.display(), self.error)
    }
}

impl core::error::Error for FileError {
    fn source(&self) -> Option<&(dyn core::error::Error + 'static)> {
        Some(&self.error)
    }
}
