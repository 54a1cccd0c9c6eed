//! Why the bytes of a safetensors file are not a model's weights.

use core::fmt;
#[cfg(feature = "std")]
use std::vec::Vec;

use layerproof_rules::safetensors::{Dims, Dtype, File, Malformed, Text};

#[cfg(feature = "std")]
use super::Mismatch;
use super::MismatchOf;
use crate::layers::{Name, ParameterInfo};

/// Why the bytes of a file are not this model's weights. The model is as it was.
///
/// It borrows nothing, so that it can be returned from where the bytes are. With `std` it lists everything that does not
/// fit. Without, it needs no memory of its own: it knows how many mismatches there are and which tensor the first is
/// about, and [`LoadError::report`] lists them all from the bytes.
///
/// `{:?}` is the sentence, too: what a `main` that returns it, or `unwrap`, prints.
#[allow(
    clippy::large_enum_variant,
    reason = "without an allocator an error holds all that it says"
)]
#[derive(Clone)]
#[non_exhaustive]
pub enum LoadError {
    /// The bytes are no safetensors, or only a part of one.
    Format(Malformed),
    /// The tensors are not those of the model.
    Mismatches(Mismatches),
}

impl LoadError {
    /// Everything that is wrong with `bytes`, which are those that did not load: a line for each mismatch.
    ///
    /// ```
    /// use layerproof::prelude::*;
    ///
    /// type Narrow = sequential!(Input<2>, Dense<8>);
    /// type Wide = sequential!(Input<2>, Dense<16>);
    ///
    /// let bytes = Narrow::zeros().to_bytes();
    /// let error = Wide::zeros().load_from(&bytes).unwrap_err();
    /// let report = error.report(&bytes).to_string();
    /// assert!(report.contains("dense_1.bias: expected shape (16), found (8)"), "{report}");
    /// ```
    pub fn report<'a>(&'a self, bytes: &'a [u8]) -> impl fmt::Display + 'a {
        Report { error: self, bytes }
    }
}

/// Everything about a file that does not fit a model.
#[derive(Clone)]
pub struct Mismatches {
    count: usize,
    first: FirstName,
    visit: Visit,
    #[cfg(feature = "std")]
    all: Vec<Mismatch>,
}

/// Finds the mismatches of a file and some model.
pub(crate) type Visit = for<'a> fn(&File<'a>, &mut dyn FnMut(MismatchRef<'a>));

/// A mismatch that borrows its names from the file.
pub type MismatchRef<'a> = MismatchOf<TensorName<'a>, Dims, TensorInfo>;

impl Mismatches {
    /// How many there are: at least one.
    pub const fn count(&self) -> usize {
        self.count
    }

    /// Shows each mismatch of `bytes`, which are those that did not load: first what the model asks for, in its order, then
    /// what is surplus.
    pub fn each<'a>(&self, bytes: &'a [u8], mut visit: impl FnMut(MismatchRef<'a>)) {
        if let Ok(file) = File::open(bytes) {
            (self.visit)(&file, &mut visit);
        }
    }

    /// Counts one more, of a file in which `visit` finds them all.
    pub(crate) fn add(found: &mut Option<Self>, mismatch: &MismatchRef<'_>, visit: Visit) {
        let found = found.get_or_insert_with(|| Self {
            count: 0,
            first: match *mismatch.tensor() {
                TensorName::Parameter(layer, parameter) => FirstName::Parameter(layer, parameter),
                TensorName::File(name) => FirstName::File(ShortText::of(name)),
            },
            visit,
            #[cfg(feature = "std")]
            all: Vec::new(),
        });
        found.count += 1;
        #[cfg(feature = "std")]
        found.all.push(mismatch.to_owned());
    }

    #[cfg(feature = "std")]
    pub(super) fn into_vec(self) -> Vec<Mismatch> {
        self.all
    }
}

/// The name of the tensor that the first mismatch is about.
#[derive(Clone)]
enum FirstName {
    Parameter(Name, ParameterInfo),
    /// The name of a tensor in the file as far as there is room.
    File(ShortText),
}

/// The beginning of a text, in a buffer of its own.
#[derive(Clone)]
struct ShortText {
    bytes: [u8; 40],
    len: u8,
}

impl ShortText {
    fn of(text: Text<'_>) -> Self {
        let mut short = Self { bytes: [0; 40], len: 0 };
        for letter in text.chars() {
            let start = usize::from(short.len);
            let Some(room) = short.bytes.get_mut(start..start + letter.len_utf8()) else {
                break;
            };
            let mut utf8 = [0; 4];
            letter.encode_utf8(&mut utf8);
            room.iter_mut().zip(utf8).for_each(|(place, byte)| *place = byte);
            short.len += letter.len_utf8() as u8;
        }
        short
    }

    fn as_str(&self) -> &str {
        let bytes = self.bytes.get(..usize::from(self.len)).unwrap_or_default();
        core::str::from_utf8(bytes).unwrap_or_default()
    }
}

impl fmt::Display for FirstName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Parameter(layer, parameter) => write!(f, "{layer}.{parameter}"),
            Self::File(name) => f.write_str(name.as_str()),
        }
    }
}

/// The name of a tensor.
#[derive(Clone, Copy, PartialEq)]
pub enum TensorName<'a> {
    /// That of one of the model's parameters: `dense_1.kernel`.
    Parameter(Name, ParameterInfo),
    /// That of a tensor in the file.
    File(Text<'a>),
}

/// Number type and shape of a tensor in a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TensorInfo {
    /// Numbers of this type.
    Type(Dtype),
    /// Numbers of this type in this shape.
    Tensor(Dtype, Dims),
}

impl fmt::Display for LoadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the weights")?;
        match self {
            Self::Format(malformed) => write!(f, " are not a whole safetensors file: {malformed}"),
            Self::Mismatches(mismatches) => write!(f, " do not fit the model:{mismatches}"),
        }
    }
}

impl fmt::Debug for LoadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl core::error::Error for LoadError {}

/// All of them with `std`, and what is known of them without; each after a line's end or a space.
impl fmt::Display for Mismatches {
    #[cfg(feature = "std")]
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.all.iter().try_for_each(|mismatch| write!(f, "\n  {mismatch}"))
    }

    #[cfg(not(feature = "std"))]
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, " {self:?}")
    }
}

impl fmt::Debug for Mismatches {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { count, first, .. } = self;
        let ending = if *count == 1 { "" } else { "es" };
        write!(f, "{count} mismatch{ending}, the first in {first}")
    }
}

/// An error with the bytes that did not load.
struct Report<'a> {
    error: &'a LoadError,
    bytes: &'a [u8],
}

impl fmt::Display for Report<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let LoadError::Mismatches(mismatches) = self.error else {
            return self.error.fmt(f);
        };
        f.write_str("the weights do not fit the model:")?;
        let mut result = Ok(());
        mismatches.each(self.bytes, |mismatch| {
            if result.is_ok() {
                result = write!(f, "\n  {mismatch}");
            }
        });
        result
    }
}

impl fmt::Display for TensorName<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Parameter(layer, parameter) => write!(f, "{layer}.{parameter}"),
            Self::File(name) => name.fmt(f),
        }
    }
}

impl fmt::Debug for TensorName<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "\"{self}\"")
    }
}

impl fmt::Display for TensorInfo {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Type(dtype) => f.write_str(dtype.name()),
            Self::Tensor(dtype, shape) => write!(f, "{} {shape}", dtype.name()),
        }
    }
}
