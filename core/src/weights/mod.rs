//! Saving and loading parameters as [safetensors](https://huggingface.co/docs/safetensors).
//!
//! A file holds one tensor a parameter, in the order of the layers:
//!
//! | | |
//! |---|---|
//! | name | layer, dot, parameter: `dense_1.kernel`, `dense_1.bias`; a layer that was named in the model has that name |
//! | shape | Keras's: (in, out) for a dense kernel, (height, width, in, out) for a convolution's, (out) for a bias |
//! | data | row by row, the last axis fastest: the very bytes that the model has in memory |
//! | type | the model's: `F32`, or `F64` for `dtype = f64` |
//! | metadata | `producer: layerproof`, `layout: Keras` |
//!
//! [`Persist::save`] writes to a new file beside the old one and puts it in its place when it is
//! complete. [`Persist::load`] checks everything before it changes anything; a file that does not fit
//! gives one `Error::Mismatches` that lists each tensor that is missing, surplus, of the wrong shape or type, or holds a NaN.
//! [`Persist::load_from`] does the same with bytes that are in memory already, without `std` and
//! without an allocator; its [`LoadError`] borrows nothing and lists the same.
//!
//! ```
//! use layerproof::prelude::*;
//!
//! type Xor = sequential!(Input<2>, Dense<8, Relu>, Dense<1>);
//!
//! # fn main() -> Result<(), layerproof::Error> {
//! # let path = std::env::temp_dir().join("layerproof-doc-weights.safetensors");
//! let model = Xor::random(&mut SmallRng::seed_from_u64(7));
//! model.save(&path)?;
//! assert!(Xor::from_file(&path)? == model);
//!
//! type Wider = sequential!(Input<2>, Dense<16, Relu>, Dense<1>);
//! let error = Wider::from_file(&path).unwrap_err().to_string();
//! assert!(error.contains("dense_1.kernel: expected shape (2, 16), found (2, 8)"), "{error}");
//! # std::fs::remove_file(&path).unwrap();
//! # Ok(())
//! # }
//! ```

mod baked;
mod load;
#[cfg(feature = "std")]
mod read;
#[cfg(feature = "serde")]
mod serialize;
#[cfg(feature = "std")]
mod write;

#[cfg(feature = "std")]
use std::format;
#[cfg(feature = "std")]
use std::path::Path;
#[cfg(feature = "std")]
use std::string::String;

#[doc(hidden)]
pub use self::baked::{Baked, baked};
pub(crate) use self::load::load_from;
#[cfg(all(feature = "train", feature = "std"))]
pub(crate) use self::load::{copy, each_surplus, each_wrong_parameter, fill, not_a_number, numbers};
#[cfg(feature = "std")]
pub(crate) use self::read::load;
#[cfg(feature = "serde")]
pub use self::serialize::Fill;
#[cfg(feature = "serde")]
pub(crate) use self::serialize::{deserialize, serialize};
#[cfg(feature = "std")]
#[cfg(all(feature = "train", feature = "std"))]
pub(crate) use self::write::{TensorWriter, save_tensors};
#[cfg(feature = "std")]
pub(crate) use self::write::{save, to_bytes};
pub use crate::error::{LoadError, MismatchOf, MismatchRef, Mismatches, TensorInfo, TensorName};
#[cfg(feature = "std")]
pub use crate::error::{Mismatch, WeightsError as Error};
#[cfg(feature = "std")]
use crate::layers::Name;
#[cfg(feature = "std")]
use crate::layers::ParameterInfo;
use crate::model::Network;
pub use layerproof_rules::safetensors::{Dims, Dtype, Malformed, Text};

/// Saving and loading, for every model.
pub trait Persist: Network {
    /// Saves all parameters in a safetensors file; [`weights`](self) says how.
    ///
    /// The file is written beside `path` and then put in its place, so that a failure leaves the old file as it was.
    ///
    /// # Errors
    /// [`Error::Write`] where the file cannot be written.
    #[cfg(feature = "std")]
    fn save(&self, path: impl AsRef<Path>) -> Result<(), crate::Error> {
        Ok(save(self, path.as_ref())?)
    }

    /// Takes all parameters over from a safetensors file; [`weights`](self) says what it has to hold.
    ///
    /// # Errors
    /// An [`Error`]: the file cannot be read, is not a safetensors file, or does not fit
    /// this model, with everything that does not. The model is then as it was.
    #[cfg(feature = "std")]
    // Of a call with other arguments the compiler shows this line.
    fn load(&mut self, path: impl AsRef<Path> /* a new model: `from_file(path)` */) -> Result<(), crate::Error> {
        Ok(load(self, path.as_ref())?)
    }

    /// The model that was saved in a safetensors file. For one that is larger than the stack, [`Persist::boxed_from_file`].
    ///
    /// # Errors
    /// Those of [`Persist::load`].
    #[cfg(feature = "std")]
    fn from_file(path: impl AsRef<Path>) -> Result<Self, crate::Error> {
        let mut model = Self::ZERO;
        model.load(path)?;
        Ok(model)
    }

    /// The model that was saved in a safetensors file, made in place: for models that are larger than the stack.
    ///
    /// # Errors
    /// Those of [`Persist::load`].
    #[cfg(feature = "std")]
    fn boxed_from_file(path: impl AsRef<Path>) -> Result<std::boxed::Box<Self>, crate::Error> {
        let mut model = Self::boxed_zeros();
        model.load(path)?;
        Ok(model)
    }

    /// The bytes that [`Persist::save`] would write.
    #[cfg(feature = "std")]
    fn to_bytes(&self) -> std::vec::Vec<u8> {
        to_bytes(self)
    }

    /// Takes all parameters over from the bytes of a safetensors file; [`weights`](self) says what it has to
    /// hold. Allocates nothing where they fit, nor without `std`, and cannot panic, whatever the bytes are.
    ///
    /// ```
    /// use layerproof::prelude::*;
    ///
    /// type Tiny = sequential!(Input<2>, Dense<1>);
    ///
    /// let model = Tiny::random(&mut SmallRng::seed_from_u64(7));
    /// let mut bytes = model.to_bytes();
    /// let mut other = Tiny::zeros();
    /// other.load_from(&bytes)?;
    /// assert!(other == model);
    ///
    /// bytes.pop();
    /// assert!(other.load_from(&bytes).is_err());
    /// # Ok::<(), layerproof::Error>(())
    /// ```
    ///
    /// # Errors
    /// Where the bytes are not a whole file or do not fit this model, with everything that does not. The model is then as
    /// it was.
    #[allow(
        clippy::result_large_err,
        reason = "it holds a name in place, without an allocator; loading is no hot path"
    )]
    // Of a call with other arguments the compiler shows this line.
    fn load_from(&mut self, bytes: &[u8] /* a new model: `zeros()` first */) -> Result<(), LoadError> {
        load_from(self, bytes)
    }
}

impl<M: Network> Persist for M {}

/// `dense_1.kernel`
#[cfg(feature = "std")]
fn tensor_name(layer: Name, parameter: ParameterInfo) -> String {
    format!("{layer}.{parameter}")
}

/// The error of saving and loading by its old name.
#[cfg(feature = "std")]
#[deprecated = "it is called `layerproof::weights::Error`"]
pub type Fault = Error;

/// A mismatch by its old name.
#[cfg(feature = "std")]
#[deprecated = "it is called `layerproof::weights::Mismatch`"]
pub type Misfit = Mismatch;

/// The error of `load_from` by its old name.
#[deprecated = "it is called `layerproof::weights::LoadError`, and borrows nothing"]
pub type Unfit = LoadError;
