//! Models with several inputs or outputs.

use crate::Scalar;
use crate::activations::HeadList;
use crate::error::Error;
use crate::model::samples::{SamplesOf, SamplesPerInput};
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

    /// What the model answers to each of some samples: the same bits as [`Functional::predict`].
    ///
    /// Samples and places for outputs are tuples of slices, in the order of the function's parameters and of its outputs; one input,
    /// or one output, stands by itself.
    ///
    /// ```
    /// use layerproof::prelude::*;
    ///
    /// functional! {
    ///     fn Sums(a: Input<2>, b: Input<2>) -> (sum, ratio) {
    ///         let sum = Dense<1>(Add(a, b));
    ///         let ratio = Dense<1, Sigmoid>(Concatenate(a, b));
    ///     }
    /// }
    ///
    /// let (a, b) = ([[0.1, 0.2], [0.3, 0.4]], [[0.5, 0.6], [0.7, 0.8]]);
    /// let (mut sums, mut ratios) = ([SVector::<f32, 1>::zeros(); 2], [SVector::<f32, 1>::zeros(); 2]);
    /// let model = Sums::new(1);
    /// model.predict_batch((&a, &b), (&mut sums, &mut ratios))?;
    /// assert_eq!((sums[1], ratios[1]), model.predict((&a[1], &b[1])));
    /// # Ok::<(), layerproof::Error>(())
    /// ```
    ///
    /// # Errors
    /// Where there are not as many samples of each input, and places for each output; then none is written.
    fn predict_batch<X>(&self, x: X, outputs: <Self::Outputs as ValueList>::Slices<'_>) -> Result<(), Error>
    where
        X: SamplesPerInput<InputArrays<Self>> + SamplesOf<X::Arrays, Self::Scalar>,
    {
        let samples = count(self, &x)?;
        for output in 0..Self::Outputs::COUNT {
            let places = Self::Outputs::places(&outputs, output);
            if places != samples {
                return Err(Error::Outputs {
                    samples,
                    outputs: places,
                });
            }
        }
        let mut outputs = outputs;
        #[cfg(feature = "std")]
        super::batch::predict_each(
            self,
            samples,
            |sample, input| x.numbers(input, sample),
            |sample, arrays| Self::Outputs::put(&mut outputs, sample, arrays),
        );
        #[cfg(not(feature = "std"))]
        for sample in 0..samples {
            let [arrays] = predict_rows(self, [Self::Inputs::refs(|input| x.numbers(input, sample))]);
            Self::Outputs::put(&mut outputs, sample, arrays);
        }
        Ok(())
    }

    /// What the model answers to each of some samples: [`Functional::predict_batch`] into a vector, or a tuple of vectors.
    ///
    /// ```
    /// use layerproof::prelude::*;
    ///
    /// functional! {
    ///     fn Sums(a: Input<2>, b: Input<2>) -> (sum, ratio) {
    ///         let sum = Dense<1>(Add(a, b));
    ///         let ratio = Dense<1, Sigmoid>(Concatenate(a, b));
    ///     }
    /// }
    ///
    /// let (a, b) = (vec![[0.1, 0.2], [0.3, 0.4]], vec![[0.5, 0.6], [0.7, 0.8]]);
    /// let (sums, ratios) = Sums::new(1).predict_all((&a, &b))?;
    /// assert_eq!((sums.len(), ratios.len()), (2, 2));
    /// # Ok::<(), layerproof::Error>(())
    /// ```
    ///
    /// # Errors
    /// Where there are not as many samples of each input.
    #[cfg(feature = "std")]
    fn predict_all<X>(&self, x: X) -> Result<<Self::Outputs as ValueList>::Vecs, Error>
    where
        X: SamplesPerInput<InputArrays<Self>> + SamplesOf<X::Arrays, Self::Scalar>,
    {
        let mut outputs = Self::Outputs::vecs(x.count(0));
        self.predict_batch(x, Self::Outputs::slices(&mut outputs))?;
        Ok(outputs)
    }
}

/// How many samples there are, which must be the same number for each input.
fn count<M: Network, A>(_: &M, x: &impl SamplesOf<A, M::Scalar>) -> Result<usize, Error> {
    let samples = x.count(0);
    for (input, info) in M::PLAN.graph.inputs.iter().enumerate().skip(1) {
        let found = x.count(input);
        if found != samples {
            return Err(Error::Inputs {
                input: info.name,
                samples: found,
                expected: samples,
            });
        }
    }
    Ok(samples)
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
    note = "in the order of the function's parameters: `model.predict((&user, &item))`; many samples go to `predict_batch` or `predict_all`"
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
