//! Samples and targets from files: tables of text ([`Csv`]) and NumPy's arrays ([`Npy`]).

#[cfg(feature = "csv")]
mod csv;
#[cfg(feature = "npy")]
mod npy;

#[cfg(feature = "csv")]
pub use self::csv::{Classes, Column, Csv, Row, Rows, Table};
#[cfg(feature = "npy")]
pub use self::npy::{Npy, NpyElement};
pub use crate::error::DataError;
