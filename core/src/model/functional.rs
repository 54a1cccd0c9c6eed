//! Models with several inputs or outputs.

use crate::model::scratch::Scratch;
use crate::model::{Network, answer_in, answers};
use crate::shape::{Array, Sample, Value, ValueList};

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
    type Heads: 'static;
    /// The names of the outputs, as histories have them.
    const OUTPUT_NAMES: &'static [&'static str];

    /// What the model answers to one sample.
    ///
    /// Allocates nothing and cannot panic.
    fn predict<X: SampleOf<Self::Inputs>>(&self, x: X) -> Self::Outputs {
        let [y] = answers(self, [Self::Inputs::refs(|input| x.numbers_of(input))]);
        Self::Outputs::from_arrays(y)
    }

    /// What the model answers to one sample, with the values between layers in memory of the caller's: as
    /// [`Model::predict_in`](crate::Model::predict_in).
    fn predict_in<X: SampleOf<Self::Inputs>, const BYTES: usize>(
        &self,
        scratch: &mut Scratch<BYTES>,
        x: X,
    ) -> Self::Outputs {
        let x = Self::Inputs::refs(|input| x.numbers_of(input));
        Self::Outputs::from_arrays(answer_in(self, scratch.region::<Self>(), x))
    }
}

/// What a model with the inputs `V` can be asked about: `(&user, &item)`.
#[diagnostic::on_unimplemented(
    message = "this model takes a sample of other inputs, found `{Self}`",
    label = "expected one reference an input",
    note = "a sample of several inputs is a tuple of references, in the order of the function's parameters: `model.predict((&user, &item))`"
)]
pub trait SampleOf<V: ValueList> {
    /// The numbers of one input.
    fn numbers_of(&self, input: usize) -> &[V::Scalar];
}

#[diagnostic::do_not_recommend]
impl<V: Value, X: Sample<V::Shape, <V as Value>::Scalar> + ?Sized> SampleOf<V> for &X {
    #[inline(always)]
    fn numbers_of(&self, _: usize) -> &[<V as Value>::Scalar] {
        Sample::<V::Shape, <V as Value>::Scalar>::array(*self).flat()
    }
}

macro_rules! samples_of {
    ($(($($sample:ident $value:ident $i:tt),+))+) => {$(
        #[diagnostic::do_not_recommend]
        impl<T: crate::Scalar, $($value: Value<Scalar = T>, $sample: SampleOf<$value>),+> SampleOf<($($value,)+)>
            for ($($sample,)+)
        {
            #[inline(always)]
            fn numbers_of(&self, input: usize) -> &[T] {
                match input {
                    $($i => self.$i.numbers_of(0),)+
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
