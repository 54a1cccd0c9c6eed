//! Why training did not start, or stopped.

use core::fmt;

use super::InvalidSetting;

/// Why training did not start, or stopped.
///
/// All but [`TrainingError::NotFinite`] are found before anything is changed.
#[derive(Debug, Clone, Copy, PartialEq)]
#[non_exhaustive]
pub enum TrainingError {
    /// There are no samples.
    NoData {
        /// In which data.
        data: Data,
    },
    /// Samples and targets are not equally many.
    Lengths {
        /// In which data.
        data: Data,
        /// The number of samples.
        samples: usize,
        /// The number of targets.
        targets: usize,
    },
    /// The inputs of a model do not have equally many samples.
    InputLengths {
        /// In which data.
        data: Data,
        /// The input.
        input: &'static str,
        /// The first input.
        first: &'static str,
        /// The number of its samples.
        samples: usize,
        /// That of the first input.
        expected: usize,
    },
    /// An output does not have as many targets as there are samples.
    OutputLengths {
        /// In which data.
        data: Data,
        /// The output.
        output: &'static str,
        /// The number of samples.
        samples: usize,
        /// The number of targets.
        targets: usize,
    },
    /// A number among the samples is infinite or NaN.
    SampleNotFinite {
        /// In which data.
        data: Data,
        /// The sample's index.
        sample: usize,
    },
    /// A whole number among the samples is none of an embedding's.
    Index {
        /// In which data.
        data: Data,
        /// The sample's index.
        sample: usize,
        /// The step's index.
        step: usize,
        /// What stands there.
        index: usize,
        /// How many there are.
        vocabulary: usize,
    },
    /// A number among the targets is infinite or NaN.
    TargetNotFinite {
        /// In which data.
        data: Data,
        /// The target's index.
        sample: usize,
    },
    /// A target of a cross-entropy is no probability.
    TargetNotProbability {
        /// In which data.
        data: Data,
        /// The target's index.
        sample: usize,
        /// The number found there.
        value: f64,
        /// The loss.
        loss: &'static str,
    },
    /// A class is not one of the model's.
    Class {
        /// In which data.
        data: Data,
        /// The target's index.
        sample: usize,
        /// The class found there.
        class: i64,
        /// The number of classes: the model's units.
        classes: usize,
    },
    /// A loss, a metric or the optimiser has a setting that makes no sense.
    Setting(InvalidSetting),
    /// The batch size is 0.
    BatchSize,
    /// The number of epochs is 0.
    Epochs,
    /// A layer needs the whole mini-batch at once, which is larger than the workspace that the caller provides.
    BatchTooLarge {
        /// The number of samples in the mini-batch.
        samples: usize,
        /// The number that the workspace has room for.
        tile: usize,
    },
    /// All trained parameters are zero, and the gradients of all kernels would be zero too, in this step and in each one after.
    AllZero,
    /// The optimiser does not say what it remembers, so that its state can be neither saved nor loaded.
    StateUnknown {
        /// Its type.
        optimizer: &'static str,
    },
    /// The learning rate of the optimiser is a schedule, or that of one that does not let it be set.
    LearningRate {
        /// Its type.
        optimizer: &'static str,
    },
    /// No epochs are left to train.
    InitialEpoch {
        /// The number of epochs that went before.
        initial_epoch: usize,
        /// The number of epochs.
        epochs: usize,
    },
    /// The number of steps of an epoch is 0.
    Steps,
    /// A generator has no samples to keep for the validation, and none to give weights.
    Generator,
    /// The batch size, the number of batches or the frequency of the validation is 0.
    Validation,
    /// The validation split does not lie between 0 and 1.
    ValidationSplit {
        /// The split.
        split: f64,
    },
    /// The validation split leaves no sample to train on, or none to validate with.
    TooFewToSplit {
        /// The split.
        split: f64,
        /// The number of samples.
        samples: usize,
    },
    /// Sample weights and samples are not equally many.
    SampleWeights {
        /// The number of weights.
        weights: usize,
        /// The number of samples.
        samples: usize,
    },
    /// A sample weight is negative, infinite or NaN.
    SampleWeight {
        /// The sample's index.
        sample: usize,
        /// The weight.
        weight: f64,
    },
    /// Classes have weights, but the loss is not about classes.
    NoClasses {
        /// The loss.
        loss: &'static str,
    },
    /// Class weights and classes are not equally many.
    ClassWeights {
        /// The number of weights.
        weights: usize,
        /// The number of classes.
        classes: usize,
    },
    /// A class weight is negative, infinite or NaN.
    ClassWeight {
        /// The class.
        class: usize,
        /// The weight.
        weight: f64,
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

/// The data that a fault was found in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Data {
    /// What `fit`, `evaluate` or `train_step` was given.
    Given,
    /// The validation data of a [`Fit`](crate::training::Fit).
    Validation,
}

impl fmt::Display for Data {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Given => Ok(()),
            Self::Validation => f.write_str("validation "),
        }
    }
}

impl fmt::Display for TrainingError {
    #[expect(clippy::too_many_lines, reason = "a sentence for each fault")]
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Self::NoData { data } => write!(f, "there are no {data}samples"),
            Self::Lengths { data, samples, targets } => {
                write!(f, "there are {samples} {data}samples, but {targets} {data}targets")
            }
            Self::InputLengths {
                data,
                input,
                first,
                samples,
                expected,
            } => write!(
                f,
                "the input `{input}` has {samples} {data}samples, but `{first}` has {expected}"
            ),
            Self::OutputLengths {
                data,
                output,
                samples,
                targets,
            } => write!(
                f,
                "there are {samples} {data}samples, but the output `{output}` has {targets} {data}targets"
            ),
            Self::Index {
                data,
                sample,
                step,
                index,
                vocabulary,
            } => write!(
                f,
                "{data}sample {sample} has {index} at step {step}, but the embedding has {vocabulary} rows"
            ),
            Self::SampleNotFinite { data, sample } => {
                write!(f, "{data}sample {sample} holds an infinite number or a NaN")
            }
            Self::TargetNotFinite { data, sample } => {
                write!(f, "{data}target {sample} holds an infinite number or a NaN")
            }
            Self::TargetNotProbability {
                data,
                sample,
                value,
                loss,
            } => write!(
                f,
                "{data}target {sample} holds {value}, but `{loss}` takes probabilities, from 0 to 1"
            ),
            Self::Class {
                data,
                sample,
                class,
                classes,
            } => write!(
                f,
                "{data}target {sample} is class {class}, but the model's classes are 0 to {}",
                classes - 1
            ),
            Self::Setting(setting) => setting.fmt(f),
            Self::BatchSize => f.write_str("the batch size is 0, but must be at least 1"),
            Self::Epochs => f.write_str("the number of epochs is 0, but must be at least 1"),
            Self::BatchTooLarge { samples, tile } => write!(
                f,
                "a layer of the model needs all samples of a mini-batch at once, but the mini-batch has {samples} and the \
                 workspace has room for {tile}: smaller batches, or a `Workspace` for {samples} samples"
            ),
            Self::AllZero => f.write_str(
                "all weights of the model are zero, so that its layers would never learn anything: begin with drawn ones, \
                 `Net::new(seed)`",
            ),
            Self::StateUnknown { optimizer } => write!(
                f,
                "the optimiser `{optimizer}` does not say what it remembers: `Optimizer::visit_state` does"
            ),
            Self::LearningRate { optimizer } => write!(
                f,
                "the learning rate of `{optimizer}` cannot be set: it is a schedule, or the optimiser has no \
                 `set_learning_rate`"
            ),
            Self::InitialEpoch { initial_epoch, epochs } => write!(
                f,
                "the initial epoch is {initial_epoch} of {epochs} epochs: none is left to train"
            ),
            Self::Steps => f.write_str("`steps_per_epoch` is 0, but must be at least 1"),
            Self::Generator => f.write_str(
                "`validation_split` and `sample_weight` are for samples that are all there, and not for those of a generator",
            ),
            Self::Validation => f.write_str(
                "`validation_batch_size`, `validation_steps` or `validation_freq` is 0, but must be at least 1",
            ),
            Self::ValidationSplit { split } => {
                write!(f, "the validation split is {split}, but must lie between 0 and 1")
            }
            Self::TooFewToSplit { split, samples } => write!(
                f,
                "a validation split of {split} of {samples} samples leaves none to train on, or none to validate with"
            ),
            Self::SampleWeights { weights, samples } => {
                write!(f, "there are {samples} samples, but {weights} sample weights")
            }
            Self::SampleWeight { sample, weight } => write!(
                f,
                "the weight of sample {sample} is {weight}, but must be finite and not negative"
            ),
            Self::NoClasses { loss } => write!(
                f,
                "class weights are for losses over classes, and `{loss}` is one over numbers; `sample_weight` takes a \
                 weight for each sample"
            ),
            Self::ClassWeights { weights, classes } => {
                write!(
                    f,
                    "the model has {classes} classes, but there are {weights} class weights"
                )
            }
            Self::ClassWeight { class, weight } => write!(
                f,
                "the weight of class {class} is {weight}, but must be finite and not negative"
            ),
            Self::NotFinite { epoch, batch, loss } => write!(
                f,
                "training stopped in epoch {epoch} at batch {batch}: the loss was {loss}, or a weight would not have \
                 stayed finite; the model keeps its last finite weights"
            ),
        }
    }
}

impl core::error::Error for TrainingError {}

#[cfg(feature = "std")]
impl TrainingError {
    /// The same error, where so many samples come before those that were looked at.
    pub(crate) const fn behind(mut self, samples: usize) -> Self {
        match &mut self {
            Self::SampleNotFinite { sample, .. }
            | Self::TargetNotFinite { sample, .. }
            | Self::TargetNotProbability { sample, .. }
            | Self::Class { sample, .. } => *sample += samples,
            _ => {}
        }
        self
    }
}

impl From<InvalidSetting> for TrainingError {
    fn from(setting: InvalidSetting) -> Self {
        Self::Setting(setting)
    }
}
