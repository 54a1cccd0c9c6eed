//! What can go wrong at run time.

#[cfg(any(feature = "csv", feature = "npy"))]
mod data;
#[cfg(feature = "train")]
mod invalid_setting;
#[cfg(all(feature = "train", feature = "std"))]
mod layer;
mod length;
mod load;
mod mismatch;
#[cfg(all(feature = "train", feature = "std"))]
mod monitor;
#[cfg(feature = "train")]
mod training;
#[cfg(feature = "std")]
mod weights;

use core::fmt;

#[cfg(any(feature = "csv", feature = "npy"))]
pub use self::data::DataError;
#[cfg(feature = "train")]
pub use self::invalid_setting::InvalidSetting;
#[cfg(all(feature = "train", feature = "std"))]
pub use self::layer::LayerError;
pub use self::length::LengthError;
pub use self::load::{LoadError, MismatchRef, Mismatches, TensorInfo, TensorName};
#[cfg(feature = "std")]
pub use self::mismatch::Mismatch;
pub use self::mismatch::MismatchOf;
#[cfg(all(feature = "train", feature = "std"))]
pub use self::monitor::{FileError, MonitorError};
#[cfg(feature = "train")]
pub use self::training::{Data, TrainingError};
#[cfg(feature = "std")]
pub use self::weights::Error as WeightsError;

/// What can go wrong while a model runs, learns, is saved or loaded.
///
/// `{:?}` is the sentence, too: what a `main` that returns it, or `unwrap`, prints.
#[non_exhaustive]
pub enum Error {
    /// `predict_batch` was given more or fewer places for an output than samples.
    Outputs {
        /// The number of samples.
        samples: usize,
        /// The number of places for outputs.
        outputs: usize,
    },
    /// The inputs of a model were given different numbers of samples to predict.
    Inputs {
        /// The input.
        input: &'static str,
        /// The number of its samples.
        samples: usize,
        /// That of the first input.
        expected: usize,
    },
    /// A whole number among the samples is none of an embedding's.
    Index {
        /// The sample's index.
        sample: usize,
        /// The step's index.
        step: usize,
        /// What stands there.
        index: usize,
        /// How many there are.
        vocabulary: usize,
    },
    /// A row does not have as many numbers as a sample.
    Length(LengthError),
    /// The data do not fit, or training did not stay finite.
    #[cfg(feature = "train")]
    Training(TrainingError),
    /// A callback watches a number that there is not.
    #[cfg(all(feature = "train", feature = "std"))]
    Monitor(MonitorError),
    /// A layer was named that the model does not have.
    #[cfg(all(feature = "train", feature = "std"))]
    Layer(LayerError),
    /// A callback's file could not be written.
    #[cfg(all(feature = "train", feature = "std"))]
    File(FileError),
    /// A file of samples or targets cannot be read.
    #[cfg(any(feature = "csv", feature = "npy"))]
    Data(DataError),
    /// Weights were not saved or loaded.
    #[cfg(feature = "std")]
    Weights(WeightsError),
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Outputs { samples, outputs } => {
                write!(f, "there are {samples} samples, but places for {outputs} outputs")
            }
            Self::Inputs {
                input,
                samples,
                expected,
            } => {
                write!(
                    f,
                    "the input `{input}` has {samples} samples, but the first input has {expected}"
                )
            }
            Self::Index {
                sample,
                step,
                index,
                vocabulary,
            } => write!(
                f,
                "sample {sample} has {index} at step {step}, but the embedding has {vocabulary} rows"
            ),
            Self::Length(error) => error.fmt(f),
            #[cfg(feature = "train")]
            Self::Training(fault) => fault.fmt(f),
            #[cfg(all(feature = "train", feature = "std"))]
            Self::Layer(error) => error.fmt(f),
            #[cfg(all(feature = "train", feature = "std"))]
            Self::Monitor(error) => error.fmt(f),
            #[cfg(all(feature = "train", feature = "std"))]
            Self::File(error) => error.fmt(f),
            #[cfg(any(feature = "csv", feature = "npy"))]
            Self::Data(error) => error.fmt(f),
            #[cfg(feature = "std")]
            Self::Weights(error) => error.fmt(f),
        }
    }
}

impl core::error::Error for Error {
    fn source(&self) -> Option<&(dyn core::error::Error + 'static)> {
        match self {
            #[cfg(feature = "std")]
            Self::Weights(error) => error.source(),
            #[cfg(all(feature = "train", feature = "std"))]
            Self::File(error) => error.source(),
            _ => None,
        }
    }
}

impl From<LengthError> for Error {
    fn from(error: LengthError) -> Self {
        Self::Length(error)
    }
}

#[cfg(feature = "train")]
impl From<InvalidSetting> for Error {
    fn from(setting: InvalidSetting) -> Self {
        TrainingError::from(setting).into()
    }
}

#[cfg(feature = "train")]
impl From<TrainingError> for Error {
    fn from(fault: TrainingError) -> Self {
        Self::Training(fault)
    }
}

#[cfg(all(feature = "train", feature = "std"))]
impl From<LayerError> for Error {
    fn from(error: LayerError) -> Self {
        Self::Layer(error)
    }
}

#[cfg(all(feature = "train", feature = "std"))]
impl From<MonitorError> for Error {
    fn from(error: MonitorError) -> Self {
        Self::Monitor(error)
    }
}

#[cfg(all(feature = "train", feature = "std"))]
impl From<FileError> for Error {
    fn from(error: FileError) -> Self {
        Self::File(error)
    }
}

#[cfg(any(feature = "csv", feature = "npy"))]
impl From<DataError> for Error {
    fn from(error: DataError) -> Self {
        Self::Data(error)
    }
}

#[cfg(feature = "std")]
impl From<WeightsError> for Error {
    fn from(error: WeightsError) -> Self {
        Self::Weights(error)
    }
}

#[cfg(feature = "std")]
impl From<LoadError> for Error {
    fn from(error: LoadError) -> Self {
        Self::Weights(error.into())
    }
}
