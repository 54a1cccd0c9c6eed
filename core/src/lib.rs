//! Neural networks that only compile if their layers fit.
#![no_std]
#![cfg_attr(docsrs, feature(doc_cfg))]

#[cfg(feature = "std")]
extern crate std;

pub mod activations;
mod error;
pub mod initializers;
pub mod kernels;
pub mod layers;
mod model;
mod scalar;
mod sequential;
pub mod shape;

#[cfg(feature = "train")]
pub mod losses;
#[cfg(feature = "train")]
pub mod metrics;
#[cfg(feature = "train")]
pub mod optimizers;
#[cfg(feature = "train")]
pub mod training;

pub use error::Error;
#[cfg(feature = "macros")]
pub use layerproof_macros::sequential;
pub use model::{LayerInfo, Model, Name};
pub use scalar::Scalar;
pub use sequential::Sequential;
pub use {nalgebra, typenum};

/// What a program with a model in it brings into scope with one line.
pub mod prelude {
    #[cfg(feature = "macros")]
    pub use crate::sequential;
    pub use crate::{Model, Scalar, Sequential, shape::Image, shape::Sequence};
    #[cfg(feature = "train")]
    pub use crate::{losses::*, metrics::*, optimizers::*, training::*};
    pub use nalgebra::{SMatrix, SVector};
    #[cfg(feature = "train")]
    pub use rand::{SeedableRng, rngs::SmallRng};
}

/// What the macros' expansion names. Not for users: anything here may change in any version.
#[doc(hidden)]
pub mod __private {
    pub use bytemuck::{self, Zeroable};
    pub use layerproof_rules as rules;

    #[cfg(feature = "train")]
    pub use crate::layers::TrainLayer;
    pub use crate::layers::{Layer, ParameterInfo};
    pub use crate::model::{InputArray, LayerInfo, Model, Name, OutputArray, Visit, VisitMut};
    #[cfg(feature = "train")]
    pub use crate::training::{Below, Pass, Record, Train};
    #[cfg(feature = "train")]
    pub use rand::Rng;

    /// What `{:?}` prints of a model: its architecture, and not a million numbers.
    ///
    /// # Errors
    /// Those of the formatter.
    pub fn debug<M: Model>(name: &str, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str(name)?;
        f.write_str(" { ")?;
        for (i, layer) in M::LAYERS.iter().enumerate() {
            if i > 0 {
                f.write_str(", ")?;
            }
            write!(f, "{}: ", layer.name)?;
            (layer.describe)(f)?;
        }
        f.write_str(" }")
    }

    /// A float as a const argument.
    pub const fn bits(value: f64) -> u64 {
        value.to_bits()
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
