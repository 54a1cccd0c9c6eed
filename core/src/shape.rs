//! Shapes, and the arrays and values that have them. Channels come last, as in Keras.

use core::fmt::Debug;

use bytemuck::Pod;
use nalgebra::{ArrayStorage, SVector};

use crate::Scalar;
#[doc(hidden)]
pub use crate::size::Size;

/// The shape of what flows between two layers: [`Features`], [`Sequence`] or [`Image`].
pub trait Shape: Copy + PartialEq + Debug + Send + Sync + 'static {
    /// The plain nested array that layers compute on.
    type Array<T: Scalar>: Array<T>;
    /// The type that users hold: a nalgebra vector, a [`Sequence`] or an [`Image`].
    type Value<T: Scalar>: Value<Scalar = T, Shape = Self>;
    /// The sizes, as Keras prints them without the batch.
    const DIMS: &'static [usize];
    /// The number of values.
    const LEN: usize;
    /// The size of the last axis: features or channels.
    const LAST: usize;
}

/// A nested array of fixed size, seen as one run of numbers.
pub trait Array<T>: Pod + PartialEq + Debug + Send + Sync {
    /// All zeros.
    const ZERO: Self;
    /// The numbers, the last axis fastest.
    fn flat(&self) -> &[T];
    /// The numbers, the last axis fastest.
    fn flat_mut(&mut self) -> &mut [T];
}

/// A sample or a prediction as users hold it: `SVector<T, N>`, [`Sequence`] or [`Image`].
pub trait Value:
    Sample<<Self as Value>::Shape, <Self as Value>::Scalar> + Copy + PartialEq + Debug + Send + Sync + 'static
{
    /// Its number type.
    type Scalar: Scalar;
    /// Its shape.
    type Shape: Shape;
    /// Takes the numbers over.
    fn from_array(array: ArrayOf<Self::Shape, Self::Scalar>) -> Self;
    /// The numbers.
    fn as_array(&self) -> &ArrayOf<Self::Shape, Self::Scalar>;
}

/// The array of a shape.
pub type ArrayOf<S, T> = <S as Shape>::Array<T>;

/// `N` features: the shape of `Input<N>` and of what a dense layer gives.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Features<const N: usize>;

/// A sequence of `L` steps with `C` channels each: the shape of `Input<L, C>`, and the value that has it.
#[derive(Debug, Clone, Copy, PartialEq)]
#[repr(transparent)]
pub struct Sequence<const L: usize, const C: usize, T = f32>(
    /// The values: `[step][channel]`.
    pub [[T; C]; L],
);

/// An image of `H` rows, `W` columns and `C` channels: the shape of `Input<H, W, C>`, and the value that has it.
#[derive(Debug, Clone, Copy, PartialEq)]
#[repr(transparent)]
pub struct Image<const H: usize, const W: usize, const C: usize, T = f32>(
    /// The values: `[row][column][channel]`.
    pub [[[T; C]; W]; H],
);

impl<const N: usize> Shape for Features<N> {
    type Array<T: Scalar> = [T; N];
    type Value<T: Scalar> = SVector<T, N>;
    const DIMS: &'static [usize] = &[N];
    const LEN: usize = N;
    const LAST: usize = N;
}

impl<const L: usize, const C: usize> Shape for Sequence<L, C> {
    type Array<T: Scalar> = [[T; C]; L];
    type Value<T: Scalar> = Sequence<L, C, T>;
    const DIMS: &'static [usize] = &[L, C];
    const LEN: usize = L * C;
    const LAST: usize = C;
}

impl<const H: usize, const W: usize, const C: usize> Shape for Image<H, W, C> {
    type Array<T: Scalar> = [[[T; C]; W]; H];
    type Value<T: Scalar> = Image<H, W, C, T>;
    const DIMS: &'static [usize] = &[H, W, C];
    const LEN: usize = H * W * C;
    const LAST: usize = C;
}

impl<T: Scalar, const N: usize> Array<T> for [T; N] {
    const ZERO: Self = [T::ZERO; N];
    fn flat(&self) -> &[T] {
        self
    }
    fn flat_mut(&mut self) -> &mut [T] {
        self
    }
}

impl<T: Scalar, const C: usize, const L: usize> Array<T> for [[T; C]; L] {
    const ZERO: Self = [[T::ZERO; C]; L];
    fn flat(&self) -> &[T] {
        self.as_flattened()
    }
    fn flat_mut(&mut self) -> &mut [T] {
        self.as_flattened_mut()
    }
}

impl<T: Scalar, const C: usize, const W: usize, const H: usize> Array<T> for [[[T; C]; W]; H] {
    const ZERO: Self = [[[T::ZERO; C]; W]; H];
    fn flat(&self) -> &[T] {
        self.as_flattened().as_flattened()
    }
    fn flat_mut(&mut self) -> &mut [T] {
        self.as_flattened_mut().as_flattened_mut()
    }
}

impl<T: Scalar, const N: usize> Value for SVector<T, N> {
    type Scalar = T;
    type Shape = Features<N>;
    #[inline]
    fn from_array(array: [T; N]) -> Self {
        Self::from_array_storage(ArrayStorage([array]))
    }
    #[inline]
    fn as_array(&self) -> &[T; N] {
        let [column] = &self.data.0;
        column
    }
}

impl<T: Scalar, const L: usize, const C: usize> Value for Sequence<L, C, T> {
    type Scalar = T;
    type Shape = Sequence<L, C>;
    #[inline]
    fn from_array(array: [[T; C]; L]) -> Self {
        Self(array)
    }
    #[inline]
    fn as_array(&self) -> &[[T; C]; L] {
        &self.0
    }
}

impl<T: Scalar, const H: usize, const W: usize, const C: usize> Value for Image<H, W, C, T> {
    type Scalar = T;
    type Shape = Image<H, W, C>;
    #[inline]
    fn from_array(array: [[[T; C]; W]; H]) -> Self {
        Self(array)
    }
    #[inline]
    fn as_array(&self) -> &[[[T; C]; W]; H] {
        &self.0
    }
}

impl<T: Scalar, const L: usize, const C: usize> Default for Sequence<L, C, T> {
    fn default() -> Self {
        Self([[T::ZERO; C]; L])
    }
}

impl<T: Scalar, const H: usize, const W: usize, const C: usize> Default for Image<H, W, C, T> {
    fn default() -> Self {
        Self([[[T::ZERO; C]; W]; H])
    }
}

/// What a model of input shape `S` and number type `T` can be asked about: a vector or an array for [`Features`],
/// nested arrays or the type itself for [`Sequence`] and [`Image`].
#[diagnostic::on_unimplemented(
    message = "this model takes a sample of `{S}` in `{T}`; `{Self}` is not one",
    label = "not a sample of `{S}`",
    note = "a sample of `Features<N>` is `[{T}; N]` or `SVector<{T}, N>`",
    note = "a sample of `Sequence<L, C>` is `[[{T}; C]; L]` or `Sequence<L, C>`; of `Image<H, W, C>` it is `[[[{T}; C]; W]; H]` or `Image<H, W, C>`"
)]
pub trait Sample<S: Shape, T: Scalar> {
    /// The numbers.
    fn array(&self) -> &ArrayOf<S, T>;
}

#[diagnostic::do_not_recommend]
impl<T: Scalar, const N: usize> Sample<Features<N>, T> for [T; N] {
    #[inline]
    fn array(&self) -> &[T; N] {
        self
    }
}

#[diagnostic::do_not_recommend]
impl<T: Scalar, const N: usize> Sample<Features<N>, T> for SVector<T, N> {
    #[inline]
    fn array(&self) -> &[T; N] {
        self.as_array()
    }
}

#[diagnostic::do_not_recommend]
impl<T: Scalar, const L: usize, const C: usize> Sample<Sequence<L, C>, T> for [[T; C]; L] {
    #[inline]
    fn array(&self) -> &[[T; C]; L] {
        self
    }
}

#[diagnostic::do_not_recommend]
impl<T: Scalar, const L: usize, const C: usize> Sample<Sequence<L, C>, T> for Sequence<L, C, T> {
    #[inline]
    fn array(&self) -> &[[T; C]; L] {
        &self.0
    }
}

#[diagnostic::do_not_recommend]
impl<T: Scalar, const H: usize, const W: usize, const C: usize> Sample<Image<H, W, C>, T> for [[[T; C]; W]; H] {
    #[inline]
    fn array(&self) -> &[[[T; C]; W]; H] {
        self
    }
}

#[diagnostic::do_not_recommend]
impl<T: Scalar, const H: usize, const W: usize, const C: usize> Sample<Image<H, W, C>, T> for Image<H, W, C, T> {
    #[inline]
    fn array(&self) -> &[[[T; C]; W]; H] {
        &self.0
    }
}
