//! What can be wrong with a file of weights, and how it reads.

use core::fmt;
use std::borrow::ToOwned;
use std::io;
use std::path::{Path, PathBuf};
use std::string::{String, ToString};
use std::vec::Vec;

use super::load::{Borrowed, Unfit};
use super::misfit::MisfitOf;

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
pub type Misfit = MisfitOf<String, Vec<usize>, String>;

impl Fault {
    /// What was found in the bytes of a file, kept for longer than they.
    pub(super) fn of(unfit: Unfit<'_>, path: Option<&Path>) -> Self {
        let path = path.map(Path::to_owned);
        match unfit {
            Unfit::Format(malformed) => Self::Format {
                path,
                reason: malformed.to_string(),
            },
            Unfit::Misfits(borrowed) => {
                let mut misfits = Vec::new();
                borrowed.each(|misfit| misfits.push(owned(&misfit)));
                Self::Misfits { path, misfits }
            }
        }
    }
}

impl From<Unfit<'_>> for Fault {
    fn from(unfit: Unfit<'_>) -> Self {
        Self::of(unfit, None)
    }
}

fn owned(misfit: &Borrowed<'_>) -> Misfit {
    match misfit {
        MisfitOf::Missing { tensor, shape, dtype } => MisfitOf::Missing {
            tensor: tensor.to_string(),
            shape: shape.to_vec(),
            dtype,
        },
        MisfitOf::Surplus { tensor, found } => MisfitOf::Surplus {
            tensor: tensor.to_string(),
            found: found.to_string(),
        },
        MisfitOf::Shape {
            tensor,
            expected,
            found,
        } => MisfitOf::Shape {
            tensor: tensor.to_string(),
            expected: expected.to_vec(),
            found: found.to_vec(),
        },
        MisfitOf::Dtype {
            tensor,
            expected,
            found,
        } => MisfitOf::Dtype {
            tensor: tensor.to_string(),
            expected,
            found: found.to_string(),
        },
        MisfitOf::Count {
            tensor,
            expected,
            found,
        } => MisfitOf::Count {
            tensor: tensor.to_string(),
            expected: expected.to_vec(),
            found: *found,
        },
        MisfitOf::NotANumber { tensor, first, count } => MisfitOf::NotANumber {
            tensor: tensor.to_string(),
            first: *first,
            count: *count,
        },
    }
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

impl core::error::Error for Fault {
    fn source(&self) -> Option<&(dyn core::error::Error + 'static)> {
        match self {
            Self::Read { error, .. } | Self::Write { error, .. } => Some(error),
            _ => None,
        }
    }
}
