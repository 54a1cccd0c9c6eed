//! One thing about one tensor that does not fit a model, and how it reads.

use core::fmt;
use core::ops::Deref;
#[cfg(feature = "std")]
use std::string::{String, ToString};
#[cfg(feature = "std")]
use std::vec::Vec;

/// One thing about one tensor that does not fit the model.
#[cfg(feature = "std")]
pub type Mismatch = MismatchOf<String, Vec<usize>, String>;

/// One thing about one tensor that does not fit the model.
///
/// `N` is a tensor's name, `S` a shape, `F` what was found: borrowed from the file in a [`MismatchRef`](super::MismatchRef),
/// owned in a `Mismatch`.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum MismatchOf<N, S, F> {
    /// The model has this parameter, the file does not.
    Missing {
        /// The tensor's name.
        tensor: N,
        /// The parameter's shape.
        shape: S,
        /// The parameter's number type.
        dtype: &'static str,
    },
    /// The file has this tensor, the model does not.
    Surplus {
        /// The tensor's name.
        tensor: N,
        /// What it is: type and shape, or a count of numbers.
        found: F,
    },
    /// The shapes differ.
    Shape {
        /// The tensor's name.
        tensor: N,
        /// The parameter's shape.
        expected: S,
        /// The tensor's shape.
        found: S,
    },
    /// The number types differ.
    Dtype {
        /// The tensor's name.
        tensor: N,
        /// The parameter's number type.
        expected: &'static str,
        /// The tensor's number type.
        found: F,
    },
    /// Flat numbers, and not as many as the parameter has.
    Count {
        /// The tensor's name.
        tensor: N,
        /// The parameter's shape.
        expected: S,
        /// How many numbers there are.
        found: usize,
    },
    /// Some of the numbers are NaN.
    NotANumber {
        /// The tensor's name.
        tensor: N,
        /// The place of the first NaN in the data, from 0.
        first: usize,
        /// How many there are.
        count: usize,
    },
}

impl<N, S, F> MismatchOf<N, S, F> {
    /// The name of the tensor that it is about.
    pub const fn tensor(&self) -> &N {
        match self {
            Self::Missing { tensor, .. }
            | Self::Surplus { tensor, .. }
            | Self::Shape { tensor, .. }
            | Self::Dtype { tensor, .. }
            | Self::Count { tensor, .. }
            | Self::NotANumber { tensor, .. } => tensor,
        }
    }
}

#[cfg(feature = "std")]
impl<N: fmt::Display, S: Deref<Target = [usize]>, F: fmt::Display> MismatchOf<N, S, F> {
    /// The same without what it borrows from the file.
    pub(crate) fn to_owned(&self) -> Mismatch {
        match self {
            MismatchOf::Missing { tensor, shape, dtype } => MismatchOf::Missing {
                tensor: tensor.to_string(),
                shape: shape.to_vec(),
                dtype,
            },
            MismatchOf::Surplus { tensor, found } => MismatchOf::Surplus {
                tensor: tensor.to_string(),
                found: found.to_string(),
            },
            MismatchOf::Shape {
                tensor,
                expected,
                found,
            } => MismatchOf::Shape {
                tensor: tensor.to_string(),
                expected: expected.to_vec(),
                found: found.to_vec(),
            },
            MismatchOf::Dtype {
                tensor,
                expected,
                found,
            } => MismatchOf::Dtype {
                tensor: tensor.to_string(),
                expected,
                found: found.to_string(),
            },
            MismatchOf::Count {
                tensor,
                expected,
                found,
            } => MismatchOf::Count {
                tensor: tensor.to_string(),
                expected: expected.to_vec(),
                found: *found,
            },
            MismatchOf::NotANumber { tensor, first, count } => MismatchOf::NotANumber {
                tensor: tensor.to_string(),
                first: *first,
                count: *count,
            },
        }
    }
}

impl<N: fmt::Display, S: Deref<Target = [usize]>, F: fmt::Display> fmt::Display for MismatchOf<N, S, F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Missing { tensor, shape, dtype } => {
                write!(f, "{tensor}: expected {dtype} {}, found no such tensor", Sizes(shape))
            }
            Self::Surplus { tensor, found } => {
                write!(f, "{tensor}: expected no such tensor, found {found}")
            }
            Self::Shape {
                tensor,
                expected,
                found,
            } => {
                write!(
                    f,
                    "{tensor}: expected shape {}, found {}",
                    Sizes(expected),
                    Sizes(found)
                )?;
                // A square kernel cannot be told; any other that was kept as PyTorch does can.
                if expected.len() == 2 && expected.iter().eq(found.iter().rev()) {
                    f.write_str(" (transposed: PyTorch's order)")?;
                }
                Ok(())
            }
            Self::Dtype {
                tensor,
                expected,
                found,
            } => write!(f, "{tensor}: expected type {expected}, found {found}"),
            Self::Count {
                tensor,
                expected,
                found,
            } => {
                let numbers: usize = expected.iter().product();
                write!(
                    f,
                    "{tensor}: expected {numbers} numbers, shape {}, found {found}",
                    Sizes(expected)
                )
            }
            Self::NotANumber { tensor, first, count } => {
                write!(f, "{tensor}: expected numbers, found {count} NaN, the first at {first}")
            }
        }
    }
}

/// `(2, 8)`
struct Sizes<'a>(&'a [usize]);

impl fmt::Display for Sizes<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("(")?;
        for (i, size) in self.0.iter().enumerate() {
            if i > 0 {
                f.write_str(", ")?;
            }
            write!(f, "{size}")?;
        }
        f.write_str(")")
    }
}
