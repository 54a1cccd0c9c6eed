//! What every model can do.

#[cfg(feature = "std")]
pub(crate) mod batch;
mod flat;
pub(crate) mod functional;
pub(crate) mod graph;
mod of_type;
#[cfg(feature = "train")]
pub(crate) mod passes;
mod samples;
mod scratch;
mod sequential;
mod stream;
mod sub_model;

use core::fmt;
use core::mem::MaybeUninit;

use bytemuck::Zeroable;

#[cfg(feature = "std")]
pub use self::flat::Batch;
pub use self::functional::{Functional, SampleOf};
use self::graph::{Plan, Values};
pub use self::of_type::{
    CustomLayerOf, IsCustom, IsModel, ModelLayer, Otherwise, is_custom_layer, is_model, rule_of_type,
};
pub use self::samples::{Items, SamplesOf, SamplesPerInput};
pub use self::scratch::{Scratch, max};
#[cfg(feature = "serde")]
pub(crate) use self::sequential::Stack;
pub use self::sequential::{AsType, Sequential};
pub use self::stream::{State, StepValue, Stream, Streams};
pub use self::sub_model::{AsLayer, GivenShape, SubModel};
use crate::Scalar;
use crate::activations::Head;
use crate::error::Error;
use crate::kernels::{self, Level, Memory, Region, Task};
pub use crate::layers::Name;
use crate::layers::{Layer, ParameterInfo};
use crate::shape::{AnySample, ArrayOf, Fits, Shape, Value, ValueList};

/// What every model is, whatever goes in and comes out: parameters of fixed size, and a forward pass.
///
/// Written by [`sequential!`](crate::sequential) and [`functional!`](crate::functional). [`Model`] adds what a model with
/// one input and one output can do, [`Functional`](crate::Functional) the same for several. The trait is sealed: nothing else
/// implements it, so that it may grow.
pub trait Network: SealedModel + Copy + PartialEq + Zeroable + Send + Sync + 'static {
    /// The number type of parameters, inputs and outputs.
    type Scalar: Scalar;
    /// What goes in: one value, or a tuple of several.
    #[doc(hidden)]
    type Inputs: ValueList<Scalar = Self::Scalar>;
    /// What comes out: one value, or a tuple of several.
    #[doc(hidden)]
    type Outputs: ValueList<Scalar = Self::Scalar>;
    /// The memory of the values between layers of one sample.
    #[doc(hidden)]
    type Arena: Copy + 'static;

    /// All parameters zero. The same as the model's own `const fn zeros()`.
    const ZERO: Self;
    /// The layers in order, without the inputs.
    const LAYERS: &'static [LayerInfo];
    /// Which layer takes which values, and where they lie.
    #[doc(hidden)]
    const PLAN: Plan;

    /// The number of parameters.
    const PARAMS: usize = LayerInfo::total_params(Self::LAYERS);
    /// The multiply-adds of one prediction.
    const MACS: usize = Self::PLAN.macs();
    /// How often training has to wait for all samples of a mini-batch: [`Layer::BARRIERS`] of all calls.
    #[doc(hidden)]
    const BARRIERS: usize = Self::PLAN.barriers();
    /// Whether a parameter has a regulariser or a constraint.
    #[doc(hidden)]
    const HAS_RULES: bool = LayerInfo::any_rules(Self::LAYERS);
    /// Whether layers that have kernels for any size are computed by those: a model of many layers would else be compiled for as
    /// long as it has layers.
    #[doc(hidden)]
    const SHARES_KERNELS: bool = Self::PLAN.shares_kernels();
    /// The bytes of the model itself, padding included: what it takes in flash where it is a constant.
    const FLASH_BYTES: usize = size_of::<Self>();
    /// The bytes of the values between layers that one prediction keeps, on the stack or where
    /// [`Model::predict_in`] is told. Inputs and outputs lie with the caller.
    const SCRATCH_BYTES: usize = size_of::<Self::Arena>();

    /// The forward pass of `R` samples side by side.
    #[doc(hidden)]
    fn infer<L: Level, const R: usize>(&self, values: Values<'_, Self, L, R>);

    /// Shows each parameter in order, with its layer's name.
    #[doc(hidden)]
    fn parameters(&self, visit: &mut impl Visit<Self::Scalar>);

    /// Shows each parameter of `K` such models side by side.
    #[doc(hidden)]
    fn parameters_mut<const K: usize>(models: [&mut Self; K], visit: &mut impl VisitMut<Self::Scalar, K>);

    /// A model with all parameters zero, made in place: for models that are larger than the stack.
    #[cfg(feature = "std")]
    fn boxed_zeros() -> std::boxed::Box<Self> {
        bytemuck::zeroed_box()
    }

    /// A copy on the heap, for models that are larger than the stack: unlike `Box::clone` of the anonymous form it never
    /// passes through the stack.
    #[cfg(feature = "std")]
    fn boxed_clone(&self) -> std::boxed::Box<Self> {
        let mut copy = Self::boxed_zeros();
        copy.copy_from(self);
        copy
    }

    /// Takes all parameters over from another model. The same as `*self = *other`, which in a debug build passes over
    /// the stack.
    fn copy_from(&mut self, other: &Self) {
        core::slice::from_mut(self).copy_from_slice(core::slice::from_ref(other));
    }
}

/// What the macros alone implement: the seal of [`Network`].
#[doc(hidden)]
pub trait SealedModel {}

/// A model with one input and one output: layers that fit, from a sample to a prediction.
///
/// Written by [`sequential!`](crate::sequential), in both its forms, and by [`functional!`](crate::functional) where a
/// function has one parameter and one output.
pub trait Model: Network<Inputs = <Self as Model>::Input, Outputs = <Self as Model>::Output> {
    /// A sample: `SVector<f32, 2>`, `Image<8, 8, 1>`.
    type Input: Value<Scalar = Self::Scalar>;
    /// A prediction.
    type Output: Value<Scalar = Self::Scalar>;
    /// The last activation with its width, which losses and metrics have to fit.
    type Head: Head;

    /// What the model answers to one sample.
    ///
    /// Allocates nothing and cannot panic.
    #[inline]
    fn predict<X: AnySample<InputArray<Self>, Array: Fits<InputArray<Self>>> + ?Sized>(&self, x: &X) -> Self::Output {
        let x = x.numbers().fitting();
        let [y] = predict_rows(self, [x]);
        Self::Output::from_array(y)
    }

    /// What the model answers to one sample, written into `output`.
    fn predict_into<X>(&self, x: &X, output: &mut Self::Output)
    where
        X: AnySample<InputArray<Self>, Array: Fits<InputArray<Self>>> + ?Sized,
    {
        *output = self.predict(x);
    }

    /// What the model answers to one sample, with the values between layers in memory of the caller's: a `static`, a memory
    /// region of a device, shared by several models. The same bits as [`Model::predict`].
    ///
    /// A scratch that is too small does not compile.
    ///
    /// ```
    /// use layerproof::prelude::*;
    ///
    /// type Small = sequential!(Input<2>, Dense<8, Relu>, Dense<1>);
    /// type Large = sequential!(Input<2>, Dense<16, Relu>, Dense<4, Tanh>, Dense<1>);
    ///
    /// const BYTES: usize = layerproof::max(Small::SCRATCH_BYTES, Large::SCRATCH_BYTES);
    /// let mut scratch = Scratch::<BYTES>::new();
    /// let (small, large) = (Small::zeros(), Large::zeros());
    /// assert_eq!(small.predict_in(&mut scratch, &[0.1, 0.2]), small.predict(&[0.1, 0.2]));
    /// assert_eq!(large.predict_in(&mut scratch, &[0.1, 0.2]), large.predict(&[0.1, 0.2]));
    /// ```
    fn predict_in<X, const BYTES: usize>(&self, scratch: &mut Scratch<BYTES>, x: &X) -> Self::Output
    where
        X: AnySample<InputArray<Self>, Array: Fits<InputArray<Self>>> + ?Sized,
    {
        let x = x.numbers().fitting();
        Self::Output::from_array(predict_one_in(self, scratch.region::<Self>(), x))
    }

    /// The model at work on a sequence without end, from its first step on. It allocates nothing.
    ///
    /// A model with a layer that needs the whole sequence does not compile.
    fn stream(&self) -> Stream<'_, Self>
    where
        Self: Streams,
    {
        Stream::new(self, State::new())
    }

    /// The same with a state of the caller's, such as one in a `static`, which goes on where it was.
    fn stream_in<'a>(&'a self, state: &'a mut State<Self>) -> Stream<'a, Self, &'a mut State<Self>>
    where
        Self: Streams,
    {
        Stream::new(self, state)
    }

    /// What the model answers to each of some samples: the same bits as [`Model::predict`].
    ///
    /// ```
    /// use layerproof::prelude::*;
    ///
    /// type Tiny = layerproof::Sequential<(layerproof::layers::Dense<f32, 2, 1>, ())>;
    ///
    /// let mut answers = [SVector::<f32, 1>::zeros(); 3];
    /// Tiny::zeros().predict_batch(&[[0.1, 0.2], [0.3, 0.4], [0.5, 0.6]], &mut answers)?;
    /// # Ok::<(), layerproof::Error>(())
    /// ```
    ///
    /// # Errors
    /// Where there is not one output for each sample, or where a whole number is none of an embedding's; then none is written.
    fn predict_batch<X>(&self, x: &[X], outputs: &mut [Self::Output]) -> Result<(), Error>
    where
        X: AnySample<InputArray<Self>, Array: Fits<InputArray<Self>>>,
    {
        if x.len() != outputs.len() {
            return Err(Error::Outputs {
                samples: x.len(),
                outputs: outputs.len(),
            });
        }
        if let Some(vocabulary) = const { Self::PLAN.vocabulary(0) } {
            for (sample, x) in x.iter().enumerate() {
                let numbers = crate::shape::Array::flat(x.numbers().fitting());
                if let Some((step, index)) = first_outside(numbers, vocabulary) {
                    return Err(Error::Index {
                        sample,
                        step,
                        index,
                        vocabulary,
                    });
                }
            }
        }
        #[cfg(feature = "std")]
        batch::predict_each_into(
            self,
            |i, _| crate::shape::Array::flat(x[i].numbers().fitting()),
            outputs,
            Self::Output::from_array,
        );
        #[cfg(not(feature = "std"))]
        for (x, output) in x.iter().zip(outputs) {
            self.predict_into(x, output);
        }
        Ok(())
    }
}

/// The first whole number that is not below `vocabulary`, and where it stands.
pub(crate) fn first_outside<T: Scalar>(values: &[T], vocabulary: usize) -> Option<(usize, usize)> {
    let mut indices = values.iter().map(|value| value.to_index()).enumerate();
    indices.find(|(_, index)| *index >= vocabulary)
}

/// The shape of a model's input.
pub type InputShape<M> = <<M as Model>::Input as Value>::Shape;
/// The shape of a model's output.
pub type OutputShape<M> = <<M as Model>::Output as Value>::Shape;
/// The array that a model takes for one sample.
pub type InputArray<M> = ArrayOf<InputShape<M>, <M as Network>::Scalar>;
/// The array that a model gives for one sample.
pub type OutputArray<M> = ArrayOf<OutputShape<M>, <M as Network>::Scalar>;

/// What the architecture table says of one layer.
#[derive(Debug, Clone, Copy)]
pub struct LayerInfo {
    /// The layer's name.
    pub name: Name,
    /// The stem of such layers' names.
    pub stem: &'static str,
    /// Writes the layer as it stands in the model.
    pub describe: fn(&mut fmt::Formatter<'_>) -> fmt::Result,
    /// The output's sizes.
    pub output: &'static [usize],
    /// The number of values in the output.
    pub values: usize,
    /// The number of parameters.
    pub params: usize,
    /// The multiply-adds of one forward pass.
    pub macs: usize,
    /// Whether a parameter has a regulariser or a constraint.
    pub(crate) has_rules: bool,
}

impl LayerInfo {
    /// The facts of a layer type under a field's name.
    pub const fn of<L: Layer>(name: &'static str) -> Self {
        Self::named::<L>(Name::Field(name))
    }

    pub(crate) const fn named<L: Layer>(name: Name) -> Self {
        Self {
            name,
            stem: L::STEM,
            describe: L::describe,
            output: <L::Output as Shape>::DIMS,
            values: <L::Output as Shape>::LEN,
            params: L::PARAMS,
            macs: L::MACS,
            has_rules: L::HAS_RULES,
        }
    }

    const fn any_rules(layers: &[Self]) -> bool {
        let mut i = 0;
        while i < layers.len() {
            if layers[i].has_rules {
                return true;
            }
            i += 1;
        }
        false
    }

    const fn total_params(layers: &[Self]) -> usize {
        let (mut sum, mut i) = (0, 0);
        while i < layers.len() {
            sum += layers[i].params;
            i += 1;
        }
        sum
    }
}

/// Who looks at a model's parameters: any closure over a layer's name, a parameter's name and shape, and its numbers.
pub trait Visit<T>: FnMut(Name, ParameterInfo, &[T]) {
    /// Goes through the parameters of one layer.
    fn layer<L: Layer<Scalar = T>>(&mut self, name: &'static str, layer: &L) {
        layer.parameters(&mut |parameter, values| self(Name::Field(name), parameter, values));
    }
}

impl<T, F: FnMut(Name, ParameterInfo, &[T])> Visit<T> for F {}

/// Who changes the parameters of `K` models of one type side by side.
pub trait VisitMut<T, const K: usize>: FnMut(Name, ParameterInfo, [&mut [T]; K]) {
    /// Goes through the parameters of one layer of each model.
    fn layer<L: Layer<Scalar = T>>(&mut self, name: &'static str, layers: [&mut L; K]) {
        L::parameters_mut(layers, &mut |parameter, values| {
            self(Name::Field(name), parameter, values);
        });
    }
}

impl<T, const K: usize, F: FnMut(Name, ParameterInfo, [&mut [T]; K])> VisitMut<T, K> for F {}

/// Any [`Visit`].
#[cfg(feature = "std")]
type AnyVisit<'v, T> = dyn FnMut(Name, ParameterInfo, &[T]) + 'v;
/// Any [`VisitMut`].
type AnyVisitMut<'v, T, const K: usize> = dyn FnMut(Name, ParameterInfo, [&mut [T]; K]) + 'v;

/// Shows each parameter, whatever is done with it: the way there is compiled once a model.
#[cfg(feature = "std")]
pub(crate) fn each_parameter<M: Network>(model: &M, mut visit: impl FnMut(Name, ParameterInfo, &[M::Scalar])) {
    let mut visit: &mut AnyVisit<'_, M::Scalar> = &mut visit;
    model.parameters(&mut visit);
}

/// The same of `K` models side by side: the way there is compiled once a model and `K`, and where layers are so few that a
/// call of `visit` shows, once more for each `visit`; in builds with debug assertions once for all.
pub(crate) fn each_parameter_mut<M: Network, const K: usize>(
    models: [&mut M; K],
    mut visit: impl FnMut(Name, ParameterInfo, [&mut [M::Scalar]; K]),
) {
    each_parameter_by(models, &mut visit);
}

#[inline(always)]
fn each_parameter_by<M: Network, V: FnMut(Name, ParameterInfo, [&mut [M::Scalar]; K]), const K: usize>(
    models: [&mut M; K],
    visit: &mut V,
) {
    type Each<M, V, const K: usize> = fn([&mut M; K], &mut V);
    // A constant, and not an `if`, of which the compiler would look through both branches with all that they call.
    let each = const {
        let each: Each<M, V, K> = if M::LAYERS.len() <= 4 && cfg!(not(debug_assertions)) {
            each_parameter_directly
        } else {
            each_parameter_through_any
        };
        each
    };
    each(models, visit);
}

#[inline(always)]
fn each_parameter_directly<M: Network, V: FnMut(Name, ParameterInfo, [&mut [M::Scalar]; K]), const K: usize>(
    models: [&mut M; K],
    visit: &mut V,
) {
    M::parameters_mut(models, visit);
}

fn each_parameter_through_any<M: Network, V: FnMut(Name, ParameterInfo, [&mut [M::Scalar]; K]), const K: usize>(
    models: [&mut M; K],
    visit: &mut V,
) {
    let mut visit: &mut AnyVisitMut<'_, M::Scalar, K> = visit;
    M::parameters_mut(models, &mut visit);
}

/// Up to so many multiply-adds the CPU is not asked what it can do: the answer would cost more than it saves.
#[cfg(not(debug_assertions))]
const SMALL: usize = 256;

/// The arrays of a sample's outputs.
type Arrays<M> = <<M as Network>::Outputs as ValueList>::Arrays;

/// References to the inputs of a sample.
pub(crate) type Refs<'a, M> = <<M as Network>::Inputs as ValueList>::Refs<'a>;

/// The forward pass of `R` samples side by side, for the CPU at hand.
///
/// Its task has no type but those of the model and of `R`: it is compiled once for all who ask.
#[inline]
pub(crate) fn predict_rows<'a, M: Network, const R: usize>(model: &'a M, x: [Refs<'a, M>; R]) -> [Arrays<M>; R] {
    run(R * M::MACS, Answer { model, x })
}

/// The forward pass of one sample, with this memory for the values between layers.
pub(crate) fn predict_one_in<'a, M: Network>(model: &'a M, arena: Region<'a, M::Scalar>, x: Refs<'a, M>) -> Arrays<M> {
    run(M::MACS, AnswerIn { model, x, arena })
}

/// The forward pass of one sample at one level, whatever the CPU could do: for tests.
pub fn predict_at<M: Model, L: Level>(model: &M, level: L, x: &InputArray<M>) -> OutputArray<M> {
    let [y] = Answer { model, x: [x] }.run(level);
    y
}

/// Runs what takes so many multiply-adds, for the CPU at hand.
#[inline(always)]
fn run<K: Task>(macs: usize, task: K) -> K::Output {
    // `kernels::run` asks no CPU in such a build either, and one copy is enough to compile.
    #[cfg(not(debug_assertions))]
    if macs > SMALL {
        return kernels::run(task);
    }
    let _ = macs;
    kernels::run_without_dispatch(task)
}

/// A prediction of some samples, with an arena on the stack.
struct Answer<'a, M: Network, const R: usize> {
    model: &'a M,
    x: [Refs<'a, M>; R],
}

impl<M: Network, const R: usize> Task for Answer<'_, M, R> {
    type Output = [Arrays<M>; R];
    #[inline(always)]
    fn run<L: Level>(self, level: L) -> Self::Output {
        let mut arena = Aligned(MaybeUninit::<[M::Arena; R]>::uninit());
        let mut y = [M::Outputs::ZEROS; R];
        let memory = Memory::new(Region::of_any(&mut arena.0), M::Outputs::each_mut(&mut y));
        self.model.infer(Values::<M, L, R>::new(level, &self.x, memory));
        y
    }
}

/// Memory that begins with a cache line, where the CPU has long registers: numbers that lie across two lines take twice as
/// long to read.
#[cfg_attr(target_arch = "x86_64", repr(align(64)))]
struct Aligned<A>(A);

/// A prediction of one sample in memory of the caller's.
struct AnswerIn<'a, M: Network> {
    model: &'a M,
    x: Refs<'a, M>,
    arena: Region<'a, M::Scalar>,
}

impl<M: Network> Task for AnswerIn<'_, M> {
    type Output = Arrays<M>;
    #[inline(always)]
    fn run<L: Level>(self, level: L) -> Self::Output {
        let mut y = [M::Outputs::ZEROS];
        let memory = Memory::new(self.arena, M::Outputs::each_mut(&mut y));
        self.model.infer(Values::<M, L, 1>::new(level, &[self.x], memory));
        let [y] = y;
        y
    }
}
