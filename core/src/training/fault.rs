//! Why training did not start, or stopped.

use core::fmt;

/// Why training did not start, or stopped.
#[derive(Debug, Clone, Copy, PartialEq)]
#[non_exhaustive]
pub enum Fault {
    /// There are no samples.
    NoData,
    /// Samples and targets are not equally many.
    Lengths {
        /// The number of samples.
        samples: usize,
        /// The number of targets.
        targets: usize,
    },
    /// A number among the samples is infinite or NaN.
    SampleNotFinite {
        /// The sample's index.
        sample: usize,
    },
    /// A number among the targets is infinite or NaN.
    TargetNotFinite {
        /// The target's index.
        sample: usize,
    },
    /// A class is not one of the model's.
    Class {
        /// The target's index.
        sample: usize,
        /// The class found there.
        class: i64,
        /// The number of classes: the model's units.
        classes: usize,
    },
    /// The loss, or a weight after a step, was infinite or NaN. The model keeps its last finite weights.
    NotFinite {
        /// The epoch, from 1.
        epoch: usize,
        /// The batch in this epoch, from 1.
        batch: usize,
        /// The loss of this batch.
        loss: f64,
    },
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Self::NoData => f.write_str("there are no samples to train on"),
            Self::Lengths { samples, targets } => write!(f, "there are {samples} samples, but {targets} targets"),
            Self::SampleNotFinite { sample } => write!(f, "sample {sample} holds an infinite number or a NaN"),
            Self::TargetNotFinite { sample } => write!(f, "target {sample} holds an infinite number or a NaN"),
            Self::Class { sample, class, classes } => {
                write!(
                    f,
                    "target {sample} is class {class}, but the model's classes are 0 to {}",
                    classes - 1
                )
            }
            Self::NotFinite { epoch, batch, loss } => write!(
                f,
                "training stopped in epoch {epoch} at batch {batch}: the loss was {loss}, or a weight would not have \
                 stayed finite; the model keeps its last finite weights"
            ),
        }
    }
}

impl core::error::Error for Fault {}
