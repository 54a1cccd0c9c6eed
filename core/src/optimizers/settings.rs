//! Settings of optimisers and schedules: their builder methods, and values that make no sense.

use crate::error::InvalidSetting;

/// Refuses a setting outside [0, 1).
pub(in crate::optimizers) fn check_share(
    of: &'static str,
    name: &'static str,
    share: f64,
) -> Result<(), InvalidSetting> {
    InvalidSetting::require(
        (0.0..1.0).contains(&share),
        of,
        name,
        share,
        "be at least 0 and below 1",
    )
}

/// Refuses a setting that is not above 0.
pub(in crate::optimizers) fn check_positive(
    of: &'static str,
    name: &'static str,
    value: f64,
) -> Result<(), InvalidSetting> {
    InvalidSetting::require(
        value > 0.0 && value.is_finite(),
        of,
        name,
        value,
        "be finite and above 0",
    )
}

/// Refuses a setting below 0.
pub(in crate::optimizers) fn check_not_negative(
    of: &'static str,
    name: &'static str,
    value: f64,
) -> Result<(), InvalidSetting> {
    InvalidSetting::require(
        value >= 0.0 && value.is_finite(),
        of,
        name,
        value,
        "be finite and not negative",
    )
}

/// A builder method for the number of that name, which is a field of this path.
macro_rules! setting {
    ($(#[$doc:meta])* $name:ident $(in $($path:ident).+)?) => {
        $(#[$doc])*
        #[must_use]
        pub const fn $name(mut self, $name: f64) -> Self {
            self $($(.$path)+)? .$name = $name;
            self
        }
    };
}
pub(in crate::optimizers) use setting;
