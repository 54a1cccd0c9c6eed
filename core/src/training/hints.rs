//! What is written where `compile` has not been called yet, and the names that other libraries have for what is here: each is
//! an error that says what to write. Without them rustc proposes whatever is spelled alike.

use crate::Scalar;
use crate::losses::{self, Truth};
use crate::metrics::{Metric, MetricsFor};
use crate::model::Network;
use crate::optimizers::Optimizer;
use crate::shape::unknown::Unknown;

/// Implemented by nothing: what `compile` returns has these methods of its own.
#[diagnostic::on_unimplemented(
    message = "this model is not compiled yet: `fit`, `train_step` and `evaluate` are methods of what `compile` returns",
    label = "call `compile` first: `model.compile(loss, optimizer, metrics)`",
    note = "`let mut compiled = model.compile(BinaryCrossentropy::new(), Adam::new(0.001), BinaryAccuracy::new());`, then `compiled.fit(&x, &y, &Fit::new())?`"
)]
#[doc(hidden)]
pub trait IsCompiled {
    type History;
    type Evaluation;
    type Loss;
}

/// A model before `compile`. A type of this crate, so that rustc does not quote the user's model.
#[derive(Debug)]
#[doc(hidden)]
pub struct Uncompiled<M>(core::marker::PhantomData<M>);

/// The methods of [`Compiled`](super::Compiled), on a model. They take `&mut self`, so that no method of the user's with the
/// same name gives way to them.
#[doc(hidden)]
pub trait BeforeCompile: Network {
    fn fit<X, Y, F>(&mut self, _x: X, _y: Y, _fit: F) -> <Uncompiled<Self> as IsCompiled>::History
    where
        Uncompiled<Self>: IsCompiled,
    {
        never()
    }

    fn train_step<X, Y>(&mut self, _x: X, _y: Y) -> <Uncompiled<Self> as IsCompiled>::Loss
    where
        Uncompiled<Self>: IsCompiled,
    {
        never()
    }

    fn evaluate<X, Y>(&mut self, _x: X, _y: Y) -> <Uncompiled<Self> as IsCompiled>::Evaluation
    where
        Uncompiled<Self>: IsCompiled,
    {
        never()
    }
}

impl<M: Network> BeforeCompile for M {}

/// Keras's argument of this name.
#[diagnostic::on_unimplemented(
    message = "`fit` takes callbacks one by one",
    label = "write `.callback(…)` for each",
    note = "`Fit::new().callback(EarlyStopping::new().patience(3)).callback(|epoch: &Epoch| println!(\"{{epoch}}\"))`"
)]
#[doc(hidden)]
pub trait Callbacks {
    type Fit;
}

#[cfg(feature = "std")]
impl<V, C> super::Fit<'_, V, C> {
    #[doc(hidden)]
    pub fn callbacks<X: Callbacks>(self, _: X) -> X::Fit {
        never()
    }
}

/// Keras's `metrics = ["accuracy"]`, which no head takes. That it fits what a mistake leaves open keeps rustc from reporting it behind a
/// loss that is wrong: it would say of it that the model ends in `_`.
macro_rules! names_of_metrics {
    ($([$($generics:tt)*] $metric:ty;)+) => {$(
        #[doc(hidden)]
        impl<$($generics)*> Metric for $metric {
            type State = ();
            fn update<T: Scalar>(&self, (): &mut (), _: &[T], _: Truth<'_, T>, _: f64) {}
            fn results(&self, (): &(), _: &mut impl FnMut(&'static str, f64)) {}
        }

        #[diagnostic::do_not_recommend]
        #[doc(hidden)]
        impl<$($generics)*> MetricsFor<Unknown> for $metric {
            type Metrics = Self;
        }

        // Of the only implementation rustc would show the source.
        #[diagnostic::do_not_recommend]
        #[doc(hidden)]
        impl<$($generics)*> MetricsFor<()> for $metric {
            type Metrics = Self;
        }
    )+};
}

names_of_metrics! {
    [] &str;
    [const N: usize] [&str; N];
}

/// What stands in an optimiser's place and is none: a loss, a name. Behind something that is no loss, which is an error already, it
/// is an optimiser, so that the two in each other's place are one error.
#[derive(Debug, Clone, Copy)]
#[doc(hidden)]
pub struct NotAnOptimizer<O>(core::marker::PhantomData<fn(O)>);

impl<O> From<O> for NotAnOptimizer<O> {
    fn from(_: O) -> Self {
        Self(core::marker::PhantomData)
    }
}

impl<O> Optimizer for NotAnOptimizer<O> {
    type Itself = Self;
    type Slots<M: Network> = ();
    fn step<M: Network>(&mut self, _: &mut M, _: &mut M, (): &mut ()) -> bool {
        false
    }
}

macro_rules! not_optimizers {
    ($([$($generics:tt)*] $type:ty;)+) => {$(
        not_optimizers! { @ [$($generics)*] $type: Unknown }
        // Of the only implementation rustc would show the source.
        not_optimizers! { @ [$($generics)*] $type: () }
    )+};
    (@ [$($generics:tt)*] $type:ty: $behind:ty) => {
        #[diagnostic::do_not_recommend]
        #[doc(hidden)]
        impl<$($generics)*> Optimizer<$behind> for $type {
            type Itself = NotAnOptimizer<Self>;
            type Slots<M: Network> = ();
            fn step<M: Network>(&mut self, _: &mut M, _: &mut M, (): &mut ()) -> bool {
                false
            }
        }
    };
}

not_optimizers! {
    [] &str;
    [] losses::MeanSquaredError;
    [] losses::MeanAbsoluteError;
    [] losses::Huber;
    [] losses::BinaryCrossentropy;
    [] losses::CategoricalCrossentropy;
    [] losses::SparseCategoricalCrossentropy;
    [L: Send + Sync] losses::FromLogits<L>;
    [L: Send + Sync] losses::Unpaired<L>;
    [A: Send + Sync, B: Send + Sync] (A, B);
    [A: Send + Sync, B: Send + Sync, C: Send + Sync] (A, B, C);
    [A: Send + Sync, B: Send + Sync, C: Send + Sync, D: Send + Sync] (A, B, C, D);
}

macro_rules! other_names {
    ($($library:literal $name:ident;)+) => {$(
        #[doc = concat!($library, "'s name. It is here so that `compile` can say what is meant.")]
        #[doc(hidden)]
        #[derive(Debug, Clone, Copy)]
        pub struct $name;

        impl $name {
            #[doc(hidden)]
            #[allow(clippy::new_without_default)]
            pub const fn new() -> Self {
                Self
            }
        }
    )+};
}

other_names! {
    "PyTorch" BCELoss;
    "PyTorch" BCEWithLogitsLoss;
    "PyTorch" CrossEntropyLoss;
    "PyTorch" L1Loss;
    "PyTorch" MSELoss;
    "PyTorch" NLLLoss;
}

#[expect(clippy::empty_loop, reason = "what calls this never compiles")]
fn never() -> ! {
    loop {}
}
