//! Settings of losses, metrics and optimisers that make no sense.

use core::fmt;

/// A setting with a value that it must not have, such as a label smoothing of 2.
///
/// Builder methods take every number, so that they stay `const` and free of panics. Training asks before it changes
/// anything, and gives this back as [`TrainingError::Setting`](crate::training::TrainingError::Setting).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct InvalidSetting {
    /// The type that has the setting: `BinaryCrossentropy`.
    pub of: &'static str,
    /// The setting: `label_smoothing`.
    pub name: &'static str,
    /// The value found.
    pub value: f64,
    /// What it must be, as the end of a sentence: `lie between 0 and 1`.
    pub must: &'static str,
}

impl InvalidSetting {
    /// The setting where `fine` is false.
    ///
    /// # Errors
    /// This setting, where `fine` is false.
    pub const fn require(
        fine: bool,
        of: &'static str,
        name: &'static str,
        value: f64,
        must: &'static str,
    ) -> Result<(), Self> {
        if fine {
            Ok(())
        } else {
            Err(Self { of, name, value, must })
        }
    }
}

impl fmt::Display for InvalidSetting {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { of, name, value, must } = self;
        write!(f, "`{name}` of `{of}` is {value}, but must {must}")
    }
}

impl core::error::Error for InvalidSetting {}
