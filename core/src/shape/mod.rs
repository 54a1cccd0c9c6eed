//! Shapes, and the arrays and values that have them. Channels come last, as in Keras.

mod indices;
pub(crate) mod ranked;
mod size;
pub(crate) mod unknown;

use core::fmt::Debug;

use bytemuck::{Pod, Zeroable};
use nalgebra::{ArrayStorage, SVector};

pub use self::indices::Indices;
#[doc(hidden)]
pub use self::size::Size;
use self::unknown::Unknown;
use crate::Scalar;
pub use crate::error::LengthError;

mod sealed {
    pub trait Sealed {}
    impl<const N: usize> Sealed for super::Features<N> {}
    impl<const N: usize> Sealed for super::Indices<N> {}
    impl<const L: usize, const C: usize> Sealed for super::Sequence<L, C> {}
    impl<const H: usize, const W: usize, const C: usize> Sealed for super::Image<H, W, C> {}
    impl Sealed for super::Unknown {}
}

/// The shape of what flows between two layers: [`Features`], [`Sequence`] or [`Image`], and no other; what an embedding takes has the
/// shape [`Indices`].
pub trait Shape: sealed::Sealed + Copy + PartialEq + Debug + Send + Sync + 'static {
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
    /// Whether the values are whole numbers, which no layer computes with: [`Indices`].
    #[doc(hidden)]
    const IS_INDICES: bool = false;
}

/// A nested array of fixed size, seen as one run of numbers.
pub trait Array<T>: Fits<Self> + Pod + PartialEq + Debug + Send + Sync {
    /// All zeros.
    const ZERO: Self;
    /// The numbers, the last axis fastest.
    fn flat(&self) -> &[T];
    /// The numbers, the last axis fastest.
    fn flat_mut(&mut self) -> &mut [T];
    /// The array of these numbers, of which there are as many as it has.
    fn of(flat: &[T]) -> &Self;
    /// The array of these numbers, of which there are as many as it has.
    fn of_mut(flat: &mut [T]) -> Option<&mut Self>;
    /// The arrays of these numbers, one behind the other.
    fn rows(flat: &[T]) -> &[Self];
    /// The arrays of these numbers, one behind the other.
    fn rows_mut(flat: &mut [T]) -> &mut [Self];
    /// The numbers of these arrays.
    fn flat_rows(rows: &[Self]) -> &[T];
    /// The numbers of these arrays.
    fn flat_rows_mut(rows: &mut [Self]) -> &mut [T];
}

/// What the arrays of a shape have in common: how they are made of numbers in a row.
macro_rules! of_numbers {
    ($t:ident) => {
        #[cfg_attr(not(debug_assertions), inline(always))]
        fn of(flat: &[$t]) -> &Self {
            let rows = Self::rows(flat);
            debug_assert_eq!(rows.len(), 1, "as many numbers as an array has");
            match rows.first() {
                Some(array) => array,
                // The compiler sees that this is never reached. A prediction has no panic, and nothing right to go on with.
                None => loop {},
            }
        }
        #[cfg_attr(not(debug_assertions), inline(always))]
        fn of_mut(flat: &mut [$t]) -> Option<&mut Self> {
            Self::rows_mut(flat).first_mut()
        }
    };
}

/// A sample or a prediction as users hold it: `SVector<T, N>`, [`Sequence`] or [`Image`].
pub trait Value:
    AnySample<
        ArrayOf<<Self as Value>::Shape, <Self as Value>::Scalar>,
        Array = ArrayOf<<Self as Value>::Shape, <Self as Value>::Scalar>,
    > + Copy
    + PartialEq
    + Debug
    + Send
    + Sync
    + 'static
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
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn rows(flat: &[T]) -> &[Self] {
        flat.as_chunks().0
    }
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn rows_mut(flat: &mut [T]) -> &mut [Self] {
        flat.as_chunks_mut().0
    }
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn flat_rows(rows: &[Self]) -> &[T] {
        rows.as_flattened()
    }
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn flat_rows_mut(rows: &mut [Self]) -> &mut [T] {
        rows.as_flattened_mut()
    }
    of_numbers!(T);
}

impl<T: Scalar, const C: usize, const L: usize> Array<T> for [[T; C]; L] {
    const ZERO: Self = [[T::ZERO; C]; L];
    fn flat(&self) -> &[T] {
        self.as_flattened()
    }
    fn flat_mut(&mut self) -> &mut [T] {
        self.as_flattened_mut()
    }
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn rows(flat: &[T]) -> &[Self] {
        flat.as_chunks().0.as_chunks().0
    }
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn rows_mut(flat: &mut [T]) -> &mut [Self] {
        flat.as_chunks_mut().0.as_chunks_mut().0
    }
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn flat_rows(rows: &[Self]) -> &[T] {
        rows.as_flattened().as_flattened()
    }
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn flat_rows_mut(rows: &mut [Self]) -> &mut [T] {
        rows.as_flattened_mut().as_flattened_mut()
    }
    of_numbers!(T);
}

impl<T: Scalar, const C: usize, const W: usize, const H: usize> Array<T> for [[[T; C]; W]; H] {
    const ZERO: Self = [[[T::ZERO; C]; W]; H];
    fn flat(&self) -> &[T] {
        self.as_flattened().as_flattened()
    }
    fn flat_mut(&mut self) -> &mut [T] {
        self.as_flattened_mut().as_flattened_mut()
    }
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn rows(flat: &[T]) -> &[Self] {
        flat.as_chunks().0.as_chunks().0.as_chunks().0
    }
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn rows_mut(flat: &mut [T]) -> &mut [Self] {
        flat.as_chunks_mut().0.as_chunks_mut().0.as_chunks_mut().0
    }
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn flat_rows(rows: &[Self]) -> &[T] {
        rows.as_flattened().as_flattened().as_flattened()
    }
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn flat_rows_mut(rows: &mut [Self]) -> &mut [T] {
        rows.as_flattened_mut().as_flattened_mut().as_flattened_mut()
    }
    of_numbers!(T);
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

/// The values at one end of a model: one [`Value`], or a tuple of them.
pub trait ValueList: Copy + PartialEq + Debug + Send + Sync + 'static {
    /// Their number type.
    type Scalar: Scalar;
    /// Their arrays.
    type Arrays: Copy + Debug + Send + Sync + 'static;
    /// Their arrays as a tuple, also of one.
    type ArrayTuple;
    /// References to the arrays of one sample: one, or a tuple.
    #[doc(hidden)]
    type Refs<'a>: Copy + Debug + Sync;
    /// Places for the values of many samples: a slice, or a tuple of slices.
    type Slices<'a>;
    /// The values of many samples: a vector, or a tuple of vectors.
    #[cfg(feature = "std")]
    type Vecs;
    /// The arrays of `B` samples.
    #[doc(hidden)]
    type Tile<const B: usize>: Zeroable + Copy + Debug + Send + Sync + 'static;
    /// All zeros.
    const ZEROS: Self::Arrays;
    /// How many there are.
    const COUNT: usize = Self::LENS.len();
    /// How many numbers each has.
    const LENS: &'static [usize];
    /// The size of the last axis of each.
    const LAST: &'static [usize];

    /// One sample, of the numbers of each of its values.
    #[doc(hidden)]
    fn refs<'a>(values: impl Fn(usize) -> &'a [Self::Scalar]) -> Self::Refs<'a>;
    /// The same references, for less long.
    #[doc(hidden)]
    fn reborrow<'a, 'b: 'a>(refs: Self::Refs<'b>) -> Self::Refs<'a>;
    /// The numbers of one value of a sample.
    #[doc(hidden)]
    fn numbers_of(refs: Self::Refs<'_>, i: usize) -> &[Self::Scalar];
    /// The numbers of one of the arrays.
    fn numbers(arrays: &Self::Arrays, i: usize) -> &[Self::Scalar];
    /// The numbers of one of the arrays.
    fn numbers_mut(arrays: &mut Self::Arrays, i: usize) -> &mut [Self::Scalar];
    /// The numbers of each value of some samples, to be written: of several values only one sample's.
    #[doc(hidden)]
    fn each_mut(rows: &mut [Self::Arrays]) -> [&mut [Self::Scalar]; MAX_VALUES];
    /// The numbers of one value, of all samples of a tile.
    #[doc(hidden)]
    fn tile<const B: usize>(tile: &Self::Tile<B>, i: usize) -> &[Self::Scalar];
    /// The numbers of one value, of all samples of a tile.
    #[doc(hidden)]
    fn tile_mut<const B: usize>(tile: &mut Self::Tile<B>, i: usize) -> &mut [Self::Scalar];
    /// The values that the arrays hold.
    fn from_arrays(arrays: Self::Arrays) -> Self;
    /// How many places there are for each value.
    #[doc(hidden)]
    fn places(slices: &Self::Slices<'_>, i: usize) -> usize;
    /// Writes what the arrays hold to the places of one sample.
    #[doc(hidden)]
    fn put(slices: &mut Self::Slices<'_>, sample: usize, arrays: Self::Arrays);
    /// Zeros for so many samples.
    #[cfg(feature = "std")]
    #[doc(hidden)]
    fn vecs(samples: usize) -> Self::Vecs;
    /// The same, to be written.
    #[cfg(feature = "std")]
    #[doc(hidden)]
    fn slices(vecs: &mut Self::Vecs) -> Self::Slices<'_>;
}

#[diagnostic::do_not_recommend]
impl<V: Value> ValueList for V {
    type Scalar = <V as Value>::Scalar;
    type Arrays = ArrayOf<V::Shape, <V as Value>::Scalar>;
    type ArrayTuple = (Self::Arrays,);
    type Refs<'a> = &'a ArrayOf<V::Shape, <V as Value>::Scalar>;
    type Slices<'a> = &'a mut [V];
    #[cfg(feature = "std")]
    type Vecs = std::vec::Vec<V>;
    type Tile<const B: usize> = [ArrayOf<V::Shape, <V as Value>::Scalar>; B];
    const ZEROS: Self::Arrays = Array::ZERO;
    const LENS: &'static [usize] = &[<V::Shape as Shape>::LEN];
    const LAST: &'static [usize] = &[<V::Shape as Shape>::LAST];

    #[cfg_attr(not(debug_assertions), inline(always))]
    fn refs<'a>(values: impl Fn(usize) -> &'a [Self::Scalar]) -> Self::Refs<'a> {
        Array::of(values(0))
    }
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn reborrow<'a, 'b: 'a>(refs: Self::Refs<'b>) -> Self::Refs<'a> {
        refs
    }
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn numbers_of(refs: Self::Refs<'_>, _: usize) -> &[Self::Scalar] {
        refs.flat()
    }
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn numbers(arrays: &Self::Arrays, _: usize) -> &[Self::Scalar] {
        arrays.flat()
    }
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn numbers_mut(arrays: &mut Self::Arrays, _: usize) -> &mut [Self::Scalar] {
        arrays.flat_mut()
    }
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn each_mut(rows: &mut [Self::Arrays]) -> [&mut [Self::Scalar]; MAX_VALUES] {
        let mut each = nothing();
        each[0] = Array::flat_rows_mut(rows);
        each
    }
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn tile<const B: usize>(tile: &Self::Tile<B>, _: usize) -> &[Self::Scalar] {
        Array::flat_rows(tile)
    }
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn tile_mut<const B: usize>(tile: &mut Self::Tile<B>, _: usize) -> &mut [Self::Scalar] {
        Array::flat_rows_mut(tile)
    }
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn from_arrays(arrays: Self::Arrays) -> Self {
        Self::from_array(arrays)
    }
    fn places(slices: &Self::Slices<'_>, _: usize) -> usize {
        slices.len()
    }
    fn put(slices: &mut Self::Slices<'_>, sample: usize, arrays: Self::Arrays) {
        if let Some(place) = slices.get_mut(sample) {
            *place = V::from_array(arrays);
        }
    }
    #[cfg(feature = "std")]
    fn vecs(samples: usize) -> std::vec::Vec<V> {
        std::vec![V::from_array(Array::ZERO); samples]
    }
    #[cfg(feature = "std")]
    fn slices(vecs: &mut std::vec::Vec<V>) -> &mut [V] {
        vecs
    }
}

macro_rules! value_lists {
    ($(($($value:ident $i:tt),+))+) => {$(
        #[diagnostic::do_not_recommend]
        impl<T: Scalar, $($value: Value<Scalar = T>),+> ValueList for ($($value,)+) {
            type Scalar = T;
            type Arrays = ($(ArrayOf<$value::Shape, T>,)+);
            type ArrayTuple = Self::Arrays;
            type Refs<'a> = ($(&'a ArrayOf<$value::Shape, T>,)+);
            type Slices<'a> = ($(&'a mut [$value],)+);
            #[cfg(feature = "std")]
            type Vecs = ($(std::vec::Vec<$value>,)+);
            type Tile<const TILE: usize> = ($([ArrayOf<$value::Shape, T>; TILE],)+);
            const ZEROS: Self::Arrays = ($(<ArrayOf<$value::Shape, T> as Array<T>>::ZERO,)+);
            const LENS: &'static [usize] = &[$(<$value::Shape as Shape>::LEN),+];
            const LAST: &'static [usize] = &[$(<$value::Shape as Shape>::LAST),+];

            #[cfg_attr(not(debug_assertions), inline(always))]
            fn refs<'a>(values: impl Fn(usize) -> &'a [T]) -> Self::Refs<'a> {
                ($(<ArrayOf<$value::Shape, T> as Array<T>>::of(values($i)),)+)
            }
            #[cfg_attr(not(debug_assertions), inline(always))]
            fn reborrow<'a, 'b: 'a>(refs: Self::Refs<'b>) -> Self::Refs<'a> {
                refs
            }
            #[cfg_attr(not(debug_assertions), inline(always))]
            fn numbers_of(refs: Self::Refs<'_>, i: usize) -> &[T] {
                match i {
                    $($i => refs.$i.flat(),)+
                    _ => &[],
                }
            }
            #[cfg_attr(not(debug_assertions), inline(always))]
            fn numbers(arrays: &Self::Arrays, i: usize) -> &[T] {
                match i {
                    $($i => arrays.$i.flat(),)+
                    _ => &[],
                }
            }
            #[cfg_attr(not(debug_assertions), inline(always))]
            fn numbers_mut(arrays: &mut Self::Arrays, i: usize) -> &mut [T] {
                match i {
                    $($i => arrays.$i.flat_mut(),)+
                    _ => &mut [],
                }
            }
            #[cfg_attr(not(debug_assertions), inline(always))]
            fn each_mut(rows: &mut [Self::Arrays]) -> [&mut [T]; MAX_VALUES] {
                debug_assert_eq!(rows.len(), 1, "several outputs are computed for one sample at a time");
                let mut each = nothing();
                if let Some(arrays) = rows.first_mut() {
                    $(each[$i] = arrays.$i.flat_mut();)+
                }
                each
            }
            #[cfg_attr(not(debug_assertions), inline(always))]
            fn tile<const TILE: usize>(tile: &Self::Tile<TILE>, i: usize) -> &[T] {
                match i {
                    $($i => Array::flat_rows(&tile.$i),)+
                    _ => &[],
                }
            }
            #[cfg_attr(not(debug_assertions), inline(always))]
            fn tile_mut<const TILE: usize>(tile: &mut Self::Tile<TILE>, i: usize) -> &mut [T] {
                match i {
                    $($i => Array::flat_rows_mut(&mut tile.$i),)+
                    _ => &mut [],
                }
            }
            #[cfg_attr(not(debug_assertions), inline(always))]
            fn from_arrays(arrays: Self::Arrays) -> Self {
                ($($value::from_array(arrays.$i),)+)
            }
            fn places(slices: &Self::Slices<'_>, i: usize) -> usize {
                match i {
                    $($i => slices.$i.len(),)+
                    _ => 0,
                }
            }
            fn put(slices: &mut Self::Slices<'_>, sample: usize, arrays: Self::Arrays) {
                $(if let Some(place) = slices.$i.get_mut(sample) {
                    *place = $value::from_array(arrays.$i);
                })+
            }
            #[cfg(feature = "std")]
            fn vecs(samples: usize) -> Self::Vecs {
                ($(std::vec![$value::from_array(Array::ZERO); samples],)+)
            }
            #[cfg(feature = "std")]
            fn slices(vecs: &mut Self::Vecs) -> Self::Slices<'_> {
                ($(&mut vecs.$i[..],)+)
            }
        }
    )+};
}

value_lists! {
    (A 0, B 1)
    (A 0, B 1, C 2)
    (A 0, B 1, C 2, D 3)
    (A 0, B 1, C 2, D 3, E 4)
    (A 0, B 1, C 2, D 3, E 4, F 5)
    (A 0, B 1, C 2, D 3, E 4, F 5, G 6)
    (A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7)
}

/// No numbers, of as many values as there may be.
#[cfg_attr(not(debug_assertions), inline(always))]
fn nothing<'a, T>() -> [&'a mut [T]; MAX_VALUES] {
    [&mut [], &mut [], &mut [], &mut [], &mut [], &mut [], &mut [], &mut []]
}

/// No layer takes more values than this.
pub(crate) const MAX_INPUTS: usize = layerproof_rules::MAX_INPUTS;

/// No model has more inputs, or more outputs, than this.
pub(crate) const MAX_VALUES: usize = 8;

/// What a model of input shape `S` and number type `T` can be asked about: a vector or an array for [`Features`],
/// nested arrays or the type itself for [`Sequence`] and [`Image`].
///
/// A bound for code that is generic over models: `X: Sample<InputShape<M>, M::Scalar>`. It is the two traits that it asks
/// for, [`AnySample`] and [`Fits`].
pub trait Sample<S: Shape, T: Scalar>: AnySample<ArrayOf<S, T>, Array: Fits<ArrayOf<S, T>>> {
    /// The numbers.
    fn array(&self) -> &ArrayOf<S, T>;
}

#[diagnostic::do_not_recommend]
impl<S: Shape, T: Scalar, X> Sample<S, T> for X
where
    X: AnySample<ArrayOf<S, T>, Array: Fits<ArrayOf<S, T>>> + ?Sized,
{
    #[inline]
    fn array(&self) -> &ArrayOf<S, T> {
        self.numbers().fitting()
    }
}

/// Numbers that could be one sample of a model: an array, an `SVector`, a [`Sequence`] or an [`Image`].
///
/// Whether they are one for the model at hand, which takes `A`, is asked of their array, so that the compiler speaks of
/// `[f32; 2]`, whatever holds the numbers.
#[diagnostic::on_unimplemented(
    message = "this model takes `{A}` as a sample; `{Self}` is no array of numbers",
    label = "expected `{A}`, found `{Self}`",
    note = "a sample is an array, as in `[0.5, 1.0]`, an `SVector`, a `Sequence` or an `Image`; many samples go to `predict_batch` or `predict_all`",
    note = "a slice or a `Vec` has any length; `<{A}>::try_from(&vec[..])` makes an array of one with the right length, and the model's `samples(&rows)` one of each of many"
)]
pub trait AnySample<A>: Sync {
    /// The plain nested array.
    type Array;
    /// The numbers.
    fn numbers(&self) -> &Self::Array;
}

/// The array of a sample is what a model takes: `A` itself.
#[diagnostic::on_unimplemented(
    message = "this model takes `{A}` as a sample, found `{Self}`",
    label = "expected `{A}`, found `{Self}`",
    note = "the model's `Input` says what it takes: `Input<2>` is `[f32; 2]`; `Input<8, 8, 1>`, an image, is `[[[f32; 1]; 8]; 8]`; with `dtype = f64` it is `f64`; `x.map(|x| x as f32)` converts",
    note = "whole numbers are written with a point, as in `[1.0, 2.0]`; many samples, one array each, go to `predict_batch` or `predict_all`"
)]
pub trait Fits<A> {
    /// The same numbers.
    fn fitting(&self) -> &A;
}

macro_rules! fits {
    ($([$($sizes:tt)+] $array:ty;)+) => {$(
        #[diagnostic::do_not_recommend]
        impl<T: Scalar, $($sizes)+> Fits<$array> for $array {
            #[inline]
            fn fitting(&self) -> &$array {
                self
            }
        }
    )+};
}

fits! {
    [const N: usize] [T; N];
    [const L: usize, const C: usize] [[T; C]; L];
    [const H: usize, const W: usize, const C: usize] [[[T; C]; W]; H];
}

/// Of whatever elements: those are [`Fits`]'s business, and one mistake is one error.
#[diagnostic::do_not_recommend]
impl<A: Known, E: Sync, const N: usize> AnySample<A> for [E; N] {
    type Array = Self;
    #[inline]
    fn numbers(&self) -> &Self {
        self
    }
}

#[diagnostic::do_not_recommend]
impl<A: Known, E: Sync, const N: usize> AnySample<A> for SVector<E, N> {
    type Array = [E; N];
    fn numbers(&self) -> &[E; N] {
        let [column] = &self.data.0;
        column
    }
}

#[diagnostic::do_not_recommend]
impl<A: Known, E: Sync, const L: usize, const C: usize> AnySample<A> for Sequence<L, C, E> {
    type Array = [[E; C]; L];
    fn numbers(&self) -> &[[E; C]; L] {
        &self.0
    }
}

#[diagnostic::do_not_recommend]
impl<A: Known, E: Sync, const H: usize, const W: usize, const C: usize> AnySample<A> for Image<H, W, C, E> {
    type Array = [[[E; C]; W]; H];
    fn numbers(&self) -> &[[[E; C]; W]; H] {
        &self.0
    }
}

/// Samples that belong to somebody else: `Vec<&[f32; 4]>`.
#[diagnostic::do_not_recommend]
impl<A: Known, X: AnySample<A>> AnySample<A> for &X {
    type Array = X::Array;
    #[inline]
    fn numbers(&self) -> &X::Array {
        (**self).numbers()
    }
}

/// A second implementation, for `Unknown`: of the only one rustc would show the source.
#[diagnostic::do_not_recommend]
impl<E: Sync, const N: usize> AnySample<Unknown> for [E; N] {
    type Array = Self;
    #[inline]
    fn numbers(&self) -> &Self {
        self
    }
}

/// The array of a shape that no mistake leaves open.
pub trait Known {}
impl<E: Sync, const N: usize> Known for [E; N] {}
