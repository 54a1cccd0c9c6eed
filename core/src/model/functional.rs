//! Models with several inputs or outputs.

use crate::Scalar;
use crate::activations::HeadList;
use crate::model::scratch::Scratch;
use crate::model::{Network, predict_one_in, predict_rows};
use crate::shape::unknown::Unknown;
use crate::shape::{AnySample, Array, Fits, ValueList};

/// A model with several inputs or outputs, written by [`functional!`](crate::functional).
///
/// Samples are tuples of references, in the order of the function's parameters; answers are a tuple in the order of its
/// outputs. One input, or one output, stands by itself.
///
/// ```
/// use layerproof::prelude::*;
///
/// functional! {
///     /// How well does this item suit this user?
///     pub fn Match(user: Input<4>, item: Input<4>) -> (score, rating) {
///         let tower = Dense<8, Relu>;
///         let both = Concatenate(tower(user), tower(item));
///         let score = Dense<1, Sigmoid>(both);
///         let rating = Dense<1>(both);
///     }
/// }
///
/// let model = Match::new(7);
/// let (user, item) = ([0.1, 0.2, 0.3, 0.4], [0.4, 0.3, 0.2, 0.1]);
/// let (score, rating) = model.predict((&user, &item));
/// assert!((0.0..=1.0).contains(&score[0]) && rating[0].is_finite());
/// ```
pub trait Functional: Network {
    /// The last activation of each output, which losses and metrics have to fit: one, or a tuple.
    type Heads: HeadList;
    /// The names of the outputs, as histories have them.
    const OUTPUT_NAMES: &'static [&'static str];

    /// What the model answers to one sample.
    ///
    /// Allocates nothing and cannot panic.
    fn predict<X: SamplePerInput<InputArrays<Self>> + SampleOf<X::Arrays, Self::Scalar>>(&self, x: X) -> Self::Outputs {
        let [y] = predict_rows(self, [Self::Inputs::refs(|input| x.numbers_of(input))]);
        Self::Outputs::from_arrays(y)
    }

    /// What the model answers to one sample, with the values between layers in memory of the caller's: as
    /// [`Model::predict_in`](crate::Model::predict_in).
    fn predict_in<X, const BYTES: usize>(&self, scratch: &mut Scratch<BYTES>, x: X) -> Self::Outputs
    where
        X: SamplePerInput<InputArrays<Self>> + SampleOf<X::Arrays, Self::Scalar>,
    {
        let x = Self::Inputs::refs(|input| x.numbers_of(input));
        Self::Outputs::from_arrays(predict_one_in(self, scratch.region::<Self>(), x))
    }
}

/// The arrays of one sample of a model, as a tuple.
pub(crate) type InputArrays<M> = <<M as Network>::Inputs as ValueList>::ArrayTuple;
/// The arrays of one answer of a model, as a tuple.
#[cfg(feature = "train")]
pub(crate) type OutputArrays<M> = <<M as Network>::Outputs as ValueList>::ArrayTuple;

/// One for each input of a model that takes `A`, whatever it is: so that what is no tuple is told of the tuple, and a mistake in
/// one input, which [`SampleOf`] finds, is told of that input alone.
#[diagnostic::on_unimplemented(
    message = "this model takes `{A}` as a sample, found `{Self}`",
    label = "expected a tuple of references, one for each input",
    note = "in the order of the function's parameters: `model.predict((&user, &item))`"
)]
pub trait SamplePerInput<A> {
    /// The arrays: always `A`.
    type Arrays;
}

/// What a model that takes `A`, in numbers of type `T`, can be asked about: `(&user, &item)`.
pub trait SampleOf<A, T> {
    /// The numbers of one input.
    fn numbers_of(&self, input: usize) -> &[T];
}

/// The same, for tuples of each length. That [`SampleOf`] has a blanket implementation alone keeps rustc from listing them.
pub trait SampleTuple<A, T> {
    /// [`SampleOf::numbers_of`]
    fn numbers_of(&self, input: usize) -> &[T];
}

impl<A, T, X: SampleTuple<A, T>> SampleOf<A, T> for X {
    #[inline(always)]
    fn numbers_of(&self, input: usize) -> &[T] {
        SampleTuple::numbers_of(self, input)
    }
}

/// A reference to a sample.
#[diagnostic::on_unimplemented(
    message = "a sample is handed over as a reference, found `{Self}`",
    label = "write `&` before it",
    note = "a sample of several inputs is a tuple of references, in the order of the function's parameters: `model.predict((&user, &item))`"
)]
pub trait SampleRef {
    /// The sample.
    type Sample: ?Sized;
    /// The sample.
    fn sample(&self) -> &Self::Sample;
}

#[diagnostic::do_not_recommend]
impl<X: ?Sized> SampleRef for &X {
    type Sample = X;
    #[inline(always)]
    fn sample(&self) -> &X {
        self
    }
}

#[diagnostic::do_not_recommend]
impl<A, X> SamplePerInput<(A,)> for X {
    type Arrays = (A,);
}

impl<T: Scalar, A: Array<T>, X: SampleRef<Sample: AnySample<A, Array: Fits<A>>>> SampleTuple<(A,), T> for X {
    #[inline(always)]
    fn numbers_of(&self, _: usize) -> &[T] {
        AnySample::<A>::numbers(self.sample()).fitting().flat()
    }
}

/// Where a sample is not even a tuple, which is an error already, the question what it holds stays open, with more than one
/// answer: so it is no second error.
macro_rules! open {
    ($($list:ty),+) => {$(
        #[diagnostic::do_not_recommend]
        impl<T, X> SampleTuple<$list, T> for X {
            fn numbers_of(&self, _: usize) -> &[T] {
                &[]
            }
        }
    )+};
}

open!(Unknown, ());

macro_rules! samples_of {
    ($(($($sample:ident $array:ident $i:tt),+))+) => {$(
        #[diagnostic::do_not_recommend]
        impl<$($array, $sample),+> SamplePerInput<($($array,)+)> for ($($sample,)+) {
            type Arrays = ($($array,)+);
        }

        impl<T: Scalar, $($array: Array<T>, $sample: SampleTuple<($array,), T>),+> SampleTuple<($($array,)+), T>
            for ($($sample,)+)
        {
            #[inline(always)]
            fn numbers_of(&self, input: usize) -> &[T] {
                match input {
                    $($i => SampleTuple::<($array,), T>::numbers_of(&self.$i, 0),)+
                    _ => &[],
                }
            }
        }
    )+};
}

samples_of! {
    (A V 0, B W 1)
    (A V 0, B W 1, C X 2)
    (A V 0, B W 1, C X 2, D Y 3)
    (A V 0, B W 1, C X 2, D Y 3, E Z 4)
    (A V 0, B W 1, C X 2, D Y 3, E Z 4, F P 5)
    (A V 0, B W 1, C X 2, D Y 3, E Z 4, F P 5, G Q 6)
    (A V 0, B W 1, C X 2, D Y 3, E Z 4, F P 5, G Q 6, H R 7)
}
