//! Samples of rows of any length, such as those of a file: the length is checked while running, once a row.

#[cfg(feature = "std")]
use std::vec::Vec;

use crate::Scalar;
use crate::error::LengthError;
#[cfg(feature = "std")]
use crate::model::{InputArray, Model};
#[cfg(feature = "std")]
use crate::shape::{AnySample, Fits};
use crate::shape::{Array, ArrayOf, Image, Sequence, Value};

/// The numbers of a value in their order in memory.
fn from_flat<V: Value>(numbers: &[V::Scalar]) -> Result<V, LengthError> {
    let mut array = <ArrayOf<V::Shape, V::Scalar> as Array<V::Scalar>>::ZERO;
    let places = array.flat_mut();
    if numbers.len() != places.len() {
        return Err(LengthError {
            row: None,
            expected: places.len(),
            found: numbers.len(),
        });
    }
    places
        .iter_mut()
        .zip(numbers)
        .for_each(|(place, number)| *place = *number);
    Ok(V::from_array(array))
}

impl<T: Scalar, const L: usize, const C: usize> Sequence<L, C, T> {
    /// A sequence of its numbers in one row: step after step, the channels of each side by side.
    ///
    /// # Errors
    /// Where there are more or fewer than `L · C`.
    pub fn from_flat(numbers: &[T]) -> Result<Self, LengthError> {
        from_flat(numbers)
    }
}

impl<T: Scalar, const H: usize, const W: usize, const C: usize> Image<H, W, C, T> {
    /// An image of its numbers in one row: row after row, in each the pixels, the channels of each pixel side by side.
    ///
    /// ```
    /// use layerproof::prelude::*;
    ///
    /// let pixels: Vec<f32> = (0..64).map(|i| i as f32 / 64.0).collect();
    /// let image = Image::<8, 8, 1>::from_flat(&pixels)?;
    /// assert_eq!(image.0[1][0], [8.0 / 64.0]);
    ///
    /// let error = Image::<8, 8, 1>::from_flat(&pixels[1..]).unwrap_err();
    /// assert_eq!(error.to_string(), "a sample has 64 numbers, found 63");
    /// # Ok::<(), layerproof::Error>(())
    /// ```
    ///
    /// # Errors
    /// Where there are more or fewer than `H · W · C`.
    pub fn from_flat(numbers: &[T]) -> Result<Self, LengthError> {
        from_flat(numbers)
    }
}

macro_rules! try_from {
    ($([$($sizes:tt)+] $value:ty;)+) => {$(
        impl<T: Scalar, $($sizes)+> TryFrom<&[T]> for $value {
            type Error = LengthError;
            fn try_from(numbers: &[T]) -> Result<Self, LengthError> {
                Self::from_flat(numbers)
            }
        }

        #[cfg(feature = "std")]
        impl<T: Scalar, $($sizes)+> TryFrom<Vec<T>> for $value {
            type Error = LengthError;
            fn try_from(numbers: Vec<T>) -> Result<Self, LengthError> {
                Self::from_flat(&numbers)
            }
        }

        #[cfg(feature = "std")]
        impl<T: Scalar, $($sizes)+> TryFrom<&Vec<T>> for $value {
            type Error = LengthError;
            fn try_from(numbers: &Vec<T>) -> Result<Self, LengthError> {
                Self::from_flat(numbers)
            }
        }
    )+};
}

try_from! {
    [const L: usize, const C: usize] Sequence<L, C, T>;
    [const H: usize, const W: usize, const C: usize] Image<H, W, C, T>;
}

/// Many samples at once, in vectors. Every model has it.
#[cfg(feature = "std")]
pub trait Batch: Model {
    /// Samples for this model of rows of any length: what reading a file gives.
    ///
    /// ```
    /// use layerproof::prelude::*;
    ///
    /// type Digits = sequential!(Input<2, 2, 1>, Flatten, Dense<10>);
    ///
    /// let rows: Vec<Vec<f32>> = vec![vec![0.1, 0.2, 0.3, 0.4], vec![0.5, 0.6, 0.7, 0.8]];
    /// let x = Digits::samples(&rows)?; // Vec<Image<2, 2, 1>>
    /// assert_eq!(Digits::zeros().predict_all(&x).len(), 2);
    ///
    /// let error = Digits::samples(&[&rows[0][..], &[1.0, 2.0]]).unwrap_err();
    /// assert_eq!(error.to_string(), "row 1: a sample has 4 numbers, found 2");
    /// # Ok::<(), layerproof::Error>(())
    /// ```
    ///
    /// # Errors
    /// The first row that does not have as many numbers as the model's input.
    fn samples<R: AsRef<[Self::Scalar]>>(rows: &[R]) -> Result<Vec<Self::Input>, LengthError> {
        let sample = |(row, numbers): (usize, &R)| {
            from_flat(numbers.as_ref()).map_err(|error| LengthError {
                row: Some(row),
                ..error
            })
        };
        rows.iter().enumerate().map(sample).collect()
    }

    /// What the model answers to each of some samples: [`Model::predict_batch`] into a vector.
    ///
    /// ```
    /// use layerproof::prelude::*;
    ///
    /// type Line = sequential!(Input<2>, Dense<1>);
    ///
    /// let answers: Vec<SVector<f32, 1>> = Line::zeros().predict_all(&[[0.1, 0.2], [0.3, 0.4]]);
    /// assert_eq!(answers.len(), 2);
    /// ```
    fn predict_all<X>(&self, x: &[X]) -> Vec<Self::Output>
    where
        X: AnySample<InputArray<Self>, Array: Fits<InputArray<Self>>>,
    {
        let mut outputs = std::vec![Self::Output::from_array(Array::ZERO); x.len()];
        // As many places as samples.
        let _ = self.predict_batch(x, &mut outputs);
        outputs
    }
}

#[cfg(feature = "std")]
impl<M: Model> Batch for M {}
