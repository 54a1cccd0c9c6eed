//! Neural networks that only compile if their layers fit.
//!
//! A model is written once, in Keras's words. The compiler checks its shapes and its pair of head and loss; what comes
//! out is a struct of fixed size whose predictions allocate nothing and cannot panic, with or without `std`.
//!
//! ```
//! use layerproof::prelude::*;
//!
//! sequential! {
//!     /// Exclusive or.
//!     pub struct Xor {
//!         Input<2>,
//!         Dense<8, Tanh>,
//!         Dense<1, Sigmoid>,
//!     }
//! }
//!
//! # fn main() -> Result<(), layerproof::Error> {
//! let x = [[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]];
//! let y = [false, true, true, false];
//!
//! let mut model = Xor::random(&mut SmallRng::seed_from_u64(7));
//! model
//!     .compile(BinaryCrossentropy::new(), Sgd::new(0.5), BinaryAccuracy::new())
//!     .fit(&x, &y, &Fit::new().batch_size(4).epochs(2000))?;
//! assert!(model.predict(&[0.0, 1.0])[0] > 0.9);
//! # Ok(())
//! # }
//! ```
//!
//! | you want to | look at |
//! |---|---|
//! | write a model | [`sequential!`], [`layers`], [`activations`], [`initializers`] |
//! | ask it | [`Model`]: `predict`, `predict_batch`, `summary`, its sizes as constants |
//! | train it | [`training`]: `compile`, `fit`, `evaluate`; [`losses`], [`optimizers`], [`metrics`] |
//! | keep it | `save` and `load` of [`Model`], [`weights`] |
//!
//! The README says which features there are, and how this crate compares with others.
#![no_std]
#![cfg_attr(docsrs, feature(doc_cfg))]

#[cfg(any(feature = "std", test))]
extern crate std;

pub mod activations;
pub mod constraints;
#[cfg(any(feature = "csv", feature = "npy"))]
pub mod data;
#[cfg(feature = "plot")]
mod drawing;
mod error;
pub mod initializers;
#[doc(hidden)]
pub mod kernels;
pub mod layers;
mod model;
pub mod regularizers;
mod scalar;
pub mod shape;
mod summary;
#[cfg(feature = "train")]
#[doc(hidden)]
pub mod tape;
#[cfg(not(feature = "train"))]
#[doc(hidden)]
pub mod without_train;

#[cfg(feature = "train")]
pub mod losses;
#[cfg(feature = "train")]
pub mod metrics;
#[cfg(feature = "train")]
pub mod optimizers;
#[cfg(feature = "train")]
pub mod training;

pub mod weights;

pub use bytemuck;
pub use error::Error;
#[cfg(feature = "macros")]
pub use layerproof_macros::{functional, sequential};
#[doc(hidden)]
pub use model::AsType;
#[cfg(feature = "std")]
pub use model::Batch;
pub use model::{
    AsLayer, Functional, InputShape, Items, LayerInfo, Model, Name, Network, OutputShape, SampleOf, SamplesOf,
    SamplesPerInput, Scratch, Sequential, State, Stream, Streams, max,
};
#[cfg(feature = "train")]
pub use rand;
pub use scalar::Scalar;
pub use summary::{Summarize, Summary};
pub use weights::Persist;
pub use {nalgebra, typenum};

/// What a program with a model in it brings into scope with one line.
pub mod prelude {
    #[cfg(feature = "std")]
    pub use crate::Batch;
    #[cfg(feature = "train")]
    #[doc(hidden)]
    #[allow(deprecated, reason = "programs that name it still compile")]
    pub use crate::training::Fault;
    #[cfg(feature = "train")]
    #[doc(hidden)]
    pub use crate::training::hints::{
        BCELoss, BCEWithLogitsLoss, BeforeCompile, CrossEntropyLoss, L1Loss, MSELoss, NLLLoss,
    };
    #[cfg(all(feature = "train", feature = "std"))]
    pub use crate::training::{
        BackupAndRestore, ConfusionMatrix, CsvLogger, EarlyStopping, Epoch, Evaluation, Fit, History,
        LearningRateScheduler, Mode, ModelCheckpoint, ReduceLrOnPlateau, StopHandle, TensorBoard, TerminateOnNan,
    };
    #[cfg(not(feature = "train"))]
    #[doc(hidden)]
    pub use crate::without_train::WithoutTrain;
    pub use crate::{
        Functional, Model, Network, Persist, Scalar, Scratch, Sequential, Summarize, shape::Image, shape::Sequence,
    };
    #[cfg(feature = "macros")]
    pub use crate::{functional, sequential};
    #[cfg(feature = "train")]
    pub use crate::{
        losses::*,
        metrics::*,
        optimizers::*,
        training::{Compiled, Train, TrainFunctional, TrainingError, Workspace},
    };
    pub use nalgebra::{SMatrix, SVector};
    #[cfg(feature = "train")]
    pub use rand::{RngExt, SeedableRng, rngs::SmallRng};
}

/// The name without a version, until the macros' expansion writes the one with it.
#[doc(hidden)]
pub use self::__private0_1_0 as __private;

/// What the macros' expansion asserts, under a name that reads well in the compiler's notes.
#[doc(hidden)]
pub mod assert {
    pub use crate::model::{is_custom_layer, is_model};
}

/// What the macros' expansion names. Not for users: anything here may change in any version, so the name carries the
/// version, and a program that names it stops compiling with the next one.
#[doc(hidden)]
pub mod __private0_1_0 {
    pub use bytemuck::{self, Zeroable};
    pub use layerproof_rules as rules;

    pub use crate::kernels::{Level, zeroed};
    pub use crate::layers::unknown::UnknownLayer;
    #[cfg(feature = "train")]
    pub use crate::layers::{Entry, Gradients, TrainLayer};
    pub use crate::layers::{Layer, ParameterInfo, PlainData, Slot, StepByStep, StreamLayer};
    pub use crate::model::Functional;
    pub use crate::model::graph::{Graph, Input, Node, Places, Plan, Values};
    #[cfg(feature = "train")]
    pub use crate::model::passes::Passes;
    pub use crate::model::{
        AsLayer, CustomLayerOf, GivenShape, InputArray, IsCustom, IsModel, LayerInfo, Model, ModelLayer, Name, Network,
        Otherwise, OutputArray, SealedModel, StepValue, Streams, Visit, VisitMut, predict_at, rule_of_type,
    };
    #[cfg(feature = "train")]
    pub use crate::shape::ValueList;
    pub use crate::shape::ranked::Ranked;
    pub use crate::shape::unknown::Unknown;
    #[cfg(feature = "train")]
    pub use crate::tape::{Pass, Schedule, add_of_input, gradients_of, more_of_input};
    pub use crate::weights::{Baked, baked};
    #[cfg(feature = "train")]
    pub use rand::Rng;
    #[cfg(feature = "serde")]
    pub use serde;

    /// A model as a map from tensor names to flat numbers.
    ///
    /// # Errors
    /// Those of the serialiser.
    #[cfg(feature = "serde")]
    pub fn serialize<M: Network, S: serde::Serializer>(model: &M, serializer: S) -> Result<S::Ok, S::Error> {
        crate::weights::serialize(model, serializer)
    }

    /// A model from such a map.
    ///
    /// # Errors
    /// Those of the deserialiser, and one that lists everything that does not fit.
    #[cfg(feature = "serde")]
    pub fn deserialize<'de, M: Network, D: serde::Deserializer<'de>>(deserializer: D) -> Result<M, D::Error> {
        crate::weights::deserialize(deserializer)
    }

    /// What `{:?}` prints of a model: its architecture, and not a million numbers.
    ///
    /// # Errors
    /// Those of the formatter.
    pub fn debug<M: Network>(name: &str, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        let (open, between, close) = if f.alternate() {
            (" {\n    ", ",\n    ", ",\n}")
        } else {
            (" { ", ", ", " }")
        };
        f.write_str(name)?;
        f.write_str(open)?;
        for (i, layer) in M::LAYERS.iter().enumerate() {
            if i > 0 {
                f.write_str(between)?;
            }
            write!(f, "{}: ", layer.name)?;
            (layer.describe)(f)?;
        }
        f.write_str(close)
    }

    /// [`Network::ZERO`], looked up here and not in the user's crate: where a size is wrong that is an error already, and
    /// the compiler's lints would try the constant and report it a second time.
    pub const fn zeros<M: Network>() -> M {
        M::ZERO
    }

    /// A float as a const argument.
    pub const fn bits(value: f64) -> u64 {
        value.to_bits()
    }

    #[test]
    fn the_name_carries_the_version() {
        let version = env!("CARGO_PKG_VERSION").replace('.', "_");
        assert_eq!(module_path!(), std::format!("layerproof::__private{version}"));
    }
}

/// Keeps what it is given where the crate can train, and drops it where it cannot.
#[cfg(feature = "train")]
#[doc(hidden)]
#[macro_export]
macro_rules! __train {
    ($($item:item)*) => { $($item)* };
}
/// Keeps what it is given where the crate can train, and drops it where it cannot.
#[cfg(not(feature = "train"))]
#[doc(hidden)]
#[macro_export]
macro_rules! __train {
    ($($item:item)*) => {};
}

/// The passes of a model that a mistake leaves open: they do nothing.
#[cfg(feature = "train")]
#[doc(hidden)]
#[macro_export]
macro_rules! __untrained {
    ($model:ident) => {
        impl $crate::__private::Passes for $model {
            type Tape<const B: usize> = ();
            const FUSES: &'static [bool] = &[];
            fn initialize<R: $crate::__private::Rng + ?Sized>(&mut self, _: &mut R) {}
            fn output<const B: usize>(_: &mut (), _: usize, _: usize) -> (&[Self::Scalar], &mut [Self::Scalar]) {
                (&[], &mut [])
            }
            fn forward<const B: usize>(
                &self,
                _: &[&[Self::Scalar]],
                _: &mut (),
                _: &$crate::__private::Pass<'_, impl $crate::__private::Schedule>,
            ) {
            }
            fn backward<const B: usize>(
                &self,
                _: &[&[Self::Scalar]],
                _: &mut [Option<&mut [Self::Scalar]>],
                _: &mut (),
                _: &mut Self,
                _: &$crate::__private::Pass<'_, impl $crate::__private::Schedule>,
            ) {
            }
        }
    };
}

/// Implements serde's traits for a model where the crate has them, and nothing where it does not.
#[cfg(feature = "serde")]
#[doc(hidden)]
#[macro_export]
macro_rules! __serde {
    ($model:ident) => {
        impl $crate::__private::serde::Serialize for $model {
            fn serialize<S: $crate::__private::serde::Serializer>(
                &self,
                serializer: S,
            ) -> ::core::result::Result<S::Ok, S::Error> {
                $crate::__private::serialize(self, serializer)
            }
        }

        impl<'de> $crate::__private::serde::Deserialize<'de> for $model {
            fn deserialize<D: $crate::__private::serde::Deserializer<'de>>(
                deserializer: D,
            ) -> ::core::result::Result<Self, D::Error> {
                $crate::__private::deserialize(deserializer)
            }
        }
    };
}
/// Implements serde's traits for a model where the crate has them, and nothing where it does not.
#[cfg(not(feature = "serde"))]
#[doc(hidden)]
#[macro_export]
macro_rules! __serde {
    ($model:ident) => {};
}

/// The programs of the README, compiled and run with the doc tests.
#[cfg(all(doctest, feature = "std", feature = "macros", feature = "train"))]
#[doc = include_str!("../README.md")]
struct Readme;
