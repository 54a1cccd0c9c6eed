//! What can be wrong with a file of weights, and how it reads.

use core::fmt;
use std::io;
use std::path::{Path, PathBuf};
use std::string::String;
use std::vec::Vec;

/// Why weights were not saved or loaded. The model is as it was.
#[derive(Debug)]
#[non_exhaustive]
pub enum Fault {
    /// The file could not be read.
    Read {
        /// The file.
        path: PathBuf,
        /// The system's reason.
        error: io::Error,
    },
    /// The file could not be written. One that was there before is as it was.
    Write {
        /// The file.
        path: PathBuf,
        /// The system's reason.
        error: io::Error,
    },
    /// The bytes are no safetensors, or only a part of one.
    Format {
        /// The file, where there is one.
        path: Option<PathBuf>,
        /// What is wrong with it.
        reason: String,
    },
    /// The tensors are not those of this model.
    Misfits {
        /// The file, where there is one.
        path: Option<PathBuf>,
        /// Everything that does not fit: first what the model asks for, in its order, then what is surplus.
        misfits: Vec<Misfit>,
    },
}

/// One thing about one tensor that does not fit the model.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Misfit {
    /// The model has this parameter, the file does not.
    Missing {
        /// The tensor's name.
        tensor: String,
        /// The parameter's shape.
        shape: Vec<usize>,
        /// The parameter's number type.
        dtype: &'static str,
    },
    /// The file has this tensor, the model does not.
    Surplus {
        /// The tensor's name.
        tensor: String,
        /// What it is: type and shape, or a count of numbers.
        found: String,
    },
    /// The shapes differ.
    Shape {
        /// The tensor's name.
        tensor: String,
        /// The parameter's shape.
        expected: Vec<usize>,
        /// The tensor's shape.
        found: Vec<usize>,
    },
    /// The number types differ.
    Dtype {
        /// The tensor's name.
        tensor: String,
        /// The parameter's number type.
        expected: &'static str,
        /// The tensor's number type.
        found: String,
    },
    /// Flat numbers, and not as many as the parameter has.
    Count {
        /// The tensor's name.
        tensor: String,
        /// The parameter's shape.
        expected: Vec<usize>,
        /// How many numbers there are.
        found: usize,
    },
    /// Some of the numbers are NaN.
    NotANumber {
        /// The tensor's name.
        tensor: String,
        /// The place of the first NaN in the data, from 0.
        first: usize,
        /// How many there are.
        count: usize,
    },
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Read { path, error } => write!(f, "cannot read `{}`: {error}", path.display()),
            Self::Write { path, error } => write!(f, "cannot write `{}`: {error}", path.display()),
            Self::Format { path, reason } => {
                source(f, path.as_deref())?;
                write!(f, " are not a whole safetensors file: {reason}")
            }
            Self::Misfits { path, misfits } => {
                source(f, path.as_deref())?;
                f.write_str(" do not fit the model:")?;
                misfits.iter().try_for_each(|misfit| write!(f, "\n  {misfit}"))
            }
        }
    }
}

fn source(f: &mut fmt::Formatter<'_>, path: Option<&Path>) -> fmt::Result {
    match path {
        Some(path) => write!(f, "the weights in `{}`", path.display()),
        None => f.write_str("the weights"),
    }
}

impl fmt::Display for Misfit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Missing { tensor, shape, dtype } => {
                write!(f, "{tensor}: expected {dtype} {}, found no such tensor", Dims(shape))
            }
            Self::Surplus { tensor, found } => {
                write!(f, "{tensor}: expected no such tensor, found {found}")
            }
            Self::Shape {
                tensor,
                expected,
                found,
            } => {
                write!(f, "{tensor}: expected shape {}, found {}", Dims(expected), Dims(found))?;
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
                    Dims(expected)
                )
            }
            Self::NotANumber { tensor, first, count } => {
                write!(f, "{tensor}: expected numbers, found {count} NaN, the first at {first}")
            }
        }
    }
}

/// `(2, 8)`
pub(super) struct Dims<'a>(pub(super) &'a [usize]);

impl fmt::Display for Dims<'_> {
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

impl core::error::Error for Fault {
    fn source(&self) -> Option<&(dyn core::error::Error + 'static)> {
        match self {
            Self::Read { error, .. } | Self::Write { error, .. } => Some(error),
            _ => None,
        }
    }
}
