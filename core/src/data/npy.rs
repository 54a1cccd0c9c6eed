//! NumPy's arrays, read by the crate `npyz`.

use std::boxed::Box;
use std::format;
use std::fs::File;
use std::io::{self, BufReader, Read};
use std::path::Path;
use std::string::{String, ToString};
use std::vec::Vec;

use npyz::npz::NpzArchive;
use npyz::{DType, Deserialize, NpyFile, Order, TypeChar};

use crate::error::{DataError, Error};

/// An array of a file that NumPy wrote (`numpy.save`, `numpy.savez`), converted to the number type `T`.
///
/// Arrays of floating-point numbers of 32 and 64 bits, of integers and of truth values become `f32`, `f64` or `usize`.
///
/// ```no_run
/// use layerproof::data::Npy;
/// use layerproof::prelude::*;
///
/// type Digits = sequential!(Input<8, 8, 1>, Flatten, Dense<10, Softmax>);
///
/// let x = Digits::samples(&Npy::<f32>::read("x_train.npy")?.rows())?; // of shape (n, 8, 8), or (n, 64)
/// let y: Vec<usize> = Npy::read_npz("labels.npz", "y_train")?.values;
/// # Ok::<(), layerproof::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Npy<T> {
    /// The sizes, of which the first is the number of samples.
    pub shape: Vec<usize>,
    /// The numbers, the last index changing fastest.
    pub values: Vec<T>,
}

impl<T: NpyElement> Npy<T> {
    /// Reads a file `.npy`.
    ///
    /// # Errors
    /// A file that cannot be read, ends before the array does, is in Fortran's order, or has an element that is no `T`: −1 or 0.5 for a
    /// `usize`.
    pub fn read(path: impl AsRef<Path>) -> Result<Self, Error> {
        let path = path.as_ref();
        let read = || -> Result<Self, Reason> { Self::from_file(NpyFile::new(BufReader::new(File::open(path)?))?) };
        read().map_err(|reason| failed(path, &reason))
    }

    /// Reads one array of a file `.npz`.
    ///
    /// # Errors
    /// As [`Npy::read`]; or a name that is not in the archive.
    pub fn read_npz(path: impl AsRef<Path>, name: &str) -> Result<Self, Error> {
        let path = path.as_ref();
        let read = || -> Result<Self, Reason> {
            let mut archive = NpzArchive::open(path)?;
            if let Some(array) = archive.by_name(name)? {
                return Self::from_file(array);
            }
            let names: Vec<&str> = archive.array_names().collect();
            Err(format!("there is no array `{name}`; there are `{}`", names.join("`, `")).into())
        };
        read().map_err(|reason| failed(path, &reason))
    }

    fn from_file<R: Read>(file: NpyFile<R>) -> Result<Self, Reason> {
        let shape = file
            .shape()
            .iter()
            .map(|&size| usize::try_from(size))
            .collect::<Result<Vec<_>, _>>()?;
        if shape.len() > 1 && matches!(file.order(), Order::Fortran) {
            return Err("is in Fortran's order: save `numpy.ascontiguousarray(a)`".into());
        }
        let dtype = file.dtype();
        let kind = match &dtype {
            DType::Plain(kind) => (kind.type_char(), kind.size_field()),
            _ => return Err("has fields with names: save each as an array of its own".into()),
        };
        let values = match kind {
            (TypeChar::Float, 4) => convert::<T, f32, R>(file, |value| T::from_float(value.into())),
            (TypeChar::Float, 8) => convert::<T, f64, R>(file, T::from_float),
            (TypeChar::Bool, 1) => convert::<T, bool, R>(file, |value| T::from_integer(value.into())),
            (TypeChar::Int, 1) => convert::<T, i8, R>(file, |value| T::from_integer(value.into())),
            (TypeChar::Int, 2) => convert::<T, i16, R>(file, |value| T::from_integer(value.into())),
            (TypeChar::Int, 4) => convert::<T, i32, R>(file, |value| T::from_integer(value.into())),
            (TypeChar::Int, 8) => convert::<T, i64, R>(file, |value| T::from_integer(value.into())),
            (TypeChar::Uint, 1) => convert::<T, u8, R>(file, |value| T::from_integer(value.into())),
            (TypeChar::Uint, 2) => convert::<T, u16, R>(file, |value| T::from_integer(value.into())),
            (TypeChar::Uint, 4) => convert::<T, u32, R>(file, |value| T::from_integer(value.into())),
            (TypeChar::Uint, 8) => convert::<T, u64, R>(file, |value| T::from_integer(value.into())),
            _ => Err(format!(
                "has elements of the type `{}`, which are no numbers of a known kind",
                dtype.descr()
            )
            .into()),
        }?;
        Ok(Self { shape, values })
    }

    /// The samples: the numbers of each index of the first axis.
    pub fn rows(&self) -> Vec<&[T]> {
        let len: usize = self.shape.iter().skip(1).product();
        self.values.chunks_exact(len.max(1)).collect()
    }
}

type Reason = Box<dyn core::error::Error + Send + Sync>;

fn failed(path: &Path, reason: &Reason) -> Error {
    let reason = match reason.downcast_ref::<io::Error>() {
        Some(error) => format!("cannot be read: {error}"),
        None => reason.to_string(),
    };
    DataError {
        path: path.to_path_buf(),
        line: None,
        column: None,
        reason,
    }
    .into()
}

/// Reads elements one by one: what the file says of its length is not believed.
fn convert<T, V, R>(file: NpyFile<R>, convert: impl Fn(V) -> Option<T>) -> Result<Vec<T>, Reason>
where
    T: NpyElement,
    V: Deserialize + Copy + core::fmt::Debug,
    R: Read,
{
    let mut values = Vec::new();
    for (i, value) in file.data::<V>()?.enumerate() {
        let value = value?;
        let no_element = || -> String { format!("element {i} is {value:?}, which is no {}", T::NAME) };
        values.push(convert(value).ok_or_else(no_element)?);
    }
    Ok(values)
}

mod sealed {
    pub trait Sealed {}
    impl Sealed for f32 {}
    impl Sealed for f64 {}
    impl Sealed for usize {}
}

/// What an array may be read as: `f32`, `f64`, and `usize` for classes.
pub trait NpyElement: sealed::Sealed + Sized {
    #[doc(hidden)]
    const NAME: &'static str;
    #[doc(hidden)]
    fn from_float(value: f64) -> Option<Self>;
    #[doc(hidden)]
    fn from_integer(value: i128) -> Option<Self>;
}

impl NpyElement for f32 {
    const NAME: &'static str = "`f32`";

    fn from_float(value: f64) -> Option<Self> {
        Some(value as Self)
    }
    fn from_integer(value: i128) -> Option<Self> {
        Some(value as Self)
    }
}

impl NpyElement for f64 {
    const NAME: &'static str = "`f64`";

    fn from_float(value: f64) -> Option<Self> {
        Some(value)
    }
    fn from_integer(value: i128) -> Option<Self> {
        Some(value as Self)
    }
}

impl NpyElement for usize {
    const NAME: &'static str = "class";

    fn from_float(value: f64) -> Option<Self> {
        // Above 2^53 not every whole number is a float.
        ((0.0..9_007_199_254_740_992.0).contains(&value) && libm::trunc(value) == value).then_some(value as Self)
    }
    fn from_integer(value: i128) -> Option<Self> {
        value.try_into().ok()
    }
}
