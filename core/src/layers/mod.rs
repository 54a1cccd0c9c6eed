//! Layers: what each one holds, and how it computes forward and backward.
//!
//! One file a layer. A layer is a plain value of fixed size; its parameters are public nalgebra values. [`Layer`] is
//! all that inference needs; [`Train`](TrainLayer) adds the two passes of training.

mod activation;
mod batch_normalization;
mod bias;
mod bidirectional;
mod concatenate;
mod conv1d;
mod conv1d_stream;
mod conv2d;
mod conv_transpose;
mod convolving;
mod cropping;
mod custom;
mod dense;
mod depthwise_conv;
mod dot;
mod dropout;
mod embedding;
#[cfg(feature = "train")]
mod entry;
mod flatten;
mod global_pooling;
mod group_normalization;
mod head_shape;
mod identity;
mod layer_normalization;
mod merge;
mod noise;
mod normalization;
mod normalizing;
mod p_relu;
mod permute;
mod pooling;
mod port;
mod rearranging;
mod recurrent;
mod repeat_vector;
mod rescaling;
mod reshape;
mod rms_normalization;
mod rule;
mod separable_conv;
mod shared;
mod softmax_over;
pub(crate) mod stream;
mod time_distributed;
mod unit_normalization;
pub(crate) mod unknown;
mod up_sampling;
#[cfg(feature = "train")]
pub(crate) mod whole_batch;
mod window;
mod zero_padding;

use core::fmt;

use bytemuck::Zeroable;

pub use self::activation::Activation;
pub use self::batch_normalization::BatchNormalization;
pub use self::bias::{Bias, NoBias};
pub use self::bidirectional::{Ave, Bidirectional, Concat, MergeMode, Mul, Sum};
pub use self::concatenate::Concatenate;
pub use self::conv_transpose::{Conv1dTranspose, Conv2dTranspose, ConvTranspose};
pub use self::conv1d::Conv1d;
pub use self::conv2d::Conv2d;
#[doc(hidden)]
pub use self::convolving::Convolves;
pub use self::cropping::{Cropping1d, Cropping2d};
#[cfg(feature = "train")]
pub use self::custom::TrainCustomLayer;
pub use self::custom::{Custom, CustomLayer};
pub use self::dense::Dense;
pub use self::depthwise_conv::{DepthwiseConv, DepthwiseConv1d, DepthwiseConv2d};
pub use self::dot::Dot;
pub use self::dropout::Dropout;
pub use self::embedding::Embedding;
#[cfg(feature = "train")]
#[doc(hidden)]
pub use self::entry::{Entry, EntryParts, Gradients};
pub use self::flatten::Flatten;
pub use self::global_pooling::{
    GlobalAveragePooling1d, GlobalAveragePooling2d, GlobalMaxPooling1d, GlobalMaxPooling2d,
};
#[doc(hidden)]
pub use self::global_pooling::{Positions, Reduction};
pub use self::group_normalization::GroupNormalization;
pub use self::head_shape::HeadShape;
pub use self::identity::Identity;
pub use self::layer_normalization::LayerNormalization;
pub use self::merge::{Add, Average, Maximum, Minimum, Multiply, Subtract};
pub use self::noise::{AlphaDropout, GaussianDropout, GaussianNoise, SpatialDropout1d, SpatialDropout2d};
pub use self::normalization::Normalization;
pub use self::p_relu::PRelu;
pub use self::permute::Permute;
pub use self::pooling::{AveragePooling1d, AveragePooling2d, MaxPooling1d, MaxPooling2d};
#[doc(hidden)]
pub use self::pooling::{Moves, Pool};
pub use self::port::{Port, Repeated, Several, Shapes, Source};
#[cfg(feature = "train")]
pub use self::recurrent::TrainDirected;
pub use self::recurrent::{
    AnyOptions, Carry, Cell, Directed, GateBias, Gru, GruCell, Lstm, LstmCell, Options, Recurrent, Returns, SimpleRnn,
    SimpleRnnCell,
};
pub use self::repeat_vector::RepeatVector;
pub use self::rescaling::Rescaling;
pub use self::reshape::Reshape;
pub use self::rms_normalization::RmsNormalization;
pub use self::separable_conv::{SeparableConv, SeparableConv1d, SeparableConv2d, SeparableInitializers};
pub use self::softmax_over::SoftmaxOver;
#[doc(hidden)]
pub use self::stream::{Slot, StepByStep};
pub use self::stream::{StepArray, StepOut, StepShape, Steps, StreamLayer};
pub use self::time_distributed::TimeDistributed;
pub use self::unit_normalization::UnitNormalization;
pub use self::up_sampling::{Bilinear, Interpolation, Nearest, UpSampling1d, UpSampling2d};
#[cfg(feature = "train")]
#[doc(hidden)]
pub use self::whole_batch::{BatchTape, WholeBatch};
pub use self::window::{Taps, Window, Window1d};
pub use self::zero_padding::{ZeroPadding1d, ZeroPadding2d};
use crate::Scalar;
use crate::activations::{self, Head};
pub use crate::activations::{PlainData, SaveSums, Saved};
use crate::initializers::{self, Initializers, ParameterRules};
use crate::kernels::{self, AnyLevel, Level, Samples, Task};
pub use crate::model::SubModel;
use crate::shape::{Array, ArrayOf, Shape};

/// A layer of a model.
///
/// What this trait and [`TrainLayer`] ask for may change in any version. A layer of your own is a [`CustomLayer`], whose trait is
/// small and stays.
pub trait Layer: Copy + PartialEq + Zeroable + Send + Sync + 'static {
    /// The number type of parameters and values.
    type Scalar: Scalar;
    /// What the layer takes: a [`Shape`], or [`Several`].
    type Input: Port;
    /// The shape that it gives.
    type Output: Shape;
    /// What a model that ends with this layer is to its loss, `Previous` being the head without it.
    type Head<Previous: Head>: Head;

    /// The stem of generated field names: `dense` for `dense_1`.
    const STEM: &'static str;
    /// All parameters zero.
    const ZERO: Self;
    /// The number of parameters.
    const PARAMS: usize;
    /// The multiply-adds of one forward pass of one sample.
    const MACS: usize;
    /// Whether `y` is `x` in another shape, or as it is, so that a prediction has nothing to compute.
    const RENAMES: bool = false;
    /// Whether [`Layer::infer_in_place`] computes `y` where `x` lies, of several values where any of them lies.
    const IN_PLACE: bool = false;
    /// The numbers that the layer itself needs room for while it computes.
    const SCRATCH: usize = 0;
    /// How often training has to wait for all samples of a mini-batch: once for a layer that computes with numbers of the whole
    /// mini-batch, such as its mean.
    const BARRIERS: usize = 0;
    /// Whether a parameter has a regulariser or a constraint.
    #[doc(hidden)]
    const HAS_RULES: bool = false;
    /// Whether the layer stands in for one that a mistake leaves open.
    #[doc(hidden)]
    const IS_UNKNOWN: bool = false;
    /// Whether there are kernels that compute the layer whatever its sizes, which all layers of a large model share:
    /// [`Layer::infer_shared`].
    const SHARED: bool = false;
    /// Of a layer that takes whole numbers, how many there are: each is below.
    const VOCABULARY: Option<usize> = None;
    /// Whose activation a model ends in, of which this is the last layer.
    const ENDING: Ending = Ending::Other;

    /// Writes the layer as it stands in a model: `Dense<8, Relu>`.
    ///
    /// # Errors
    /// Those of the formatter.
    fn describe(f: &mut fmt::Formatter<'_>) -> fmt::Result;

    /// The forward pass of one sample, compiled for some CPU: no allocation, no panic, nothing kept. All of `y`
    /// is written, whatever it holds.
    ///
    /// Implementations are `#[inline(always)]`, as [`Task`] says.
    fn infer<L: Level>(&self, level: L, x: Ref<'_, Self>, y: &mut Out<Self>);

    /// The forward pass of some samples that lie one behind the other: for each the same bits as [`Layer::infer`].
    #[inline(always)]
    fn infer_tile<L: Level, const R: usize>(&self, level: L, x: Rows<'_, Self>, y: &mut [Out<Self>; R]) {
        for (row, y) in y.iter_mut().enumerate() {
            self.infer(level, Self::Input::row(x, row), y);
        }
    }

    /// The same of samples that lie anywhere.
    #[inline(always)]
    fn infer_rows<L: Level, const R: usize>(&self, level: L, x: &[Ref<'_, Self>; R], y: &mut [Out<Self>; R]) {
        for (x, y) in x.iter().zip(y) {
            self.infer(level, *x, y);
        }
    }

    /// The forward pass of one sample in place, where [`Layer::IN_PLACE`]: `y` holds a value that the layer takes. `others`
    /// gives the numbers of each value; for those that lie where `y` does, none.
    #[inline(always)]
    fn infer_in_place<'a, L: Level>(&self, _: L, others: impl Source<'a, Self::Scalar>, _: &mut Out<Self>) {
        let _ = others;
        debug_assert!(Self::IN_PLACE, "the layer does not compute in place");
    }

    /// The forward pass of some samples with [`Layer::SCRATCH`] numbers of room for each.
    #[inline(always)]
    fn infer_with<L: Level, const R: usize>(
        &self,
        level: L,
        x: &[Ref<'_, Self>; R],
        y: &mut [Out<Self>; R],
        _: &mut [Self::Scalar],
    ) {
        self.infer_rows(level, x, y);
    }

    /// The forward pass of some samples by kernels that know the layer's sizes only while running, where [`Layer::SHARED`]: the same
    /// bits as [`Layer::infer`].
    fn infer_shared(&self, level: AnyLevel, x: Samples<'_, Self::Scalar>, y: &mut [Self::Scalar]) {
        let _ = (level, x, y);
        debug_assert!(false, "the layer has no kernels for any size");
    }

    /// The forward pass of one sample, on the CPU at hand.
    fn call<'a>(&'a self, x: Ref<'a, Self>) -> Out<Self> {
        kernels::run(Call { layer: self, x })
    }

    /// Shows each parameter in order: its name and shape, and its numbers in Keras's memory order.
    fn parameters(&self, visit: &mut impl FnMut(ParameterInfo, &[Self::Scalar]));

    /// Shows each parameter of `K` layers of this type side by side, such as weights, gradients and moments.
    fn parameters_mut<const K: usize>(
        layers: [&mut Self; K],
        visit: &mut impl FnMut(ParameterInfo, [&mut [Self::Scalar]; K]),
    );
}

/// What a layer is to the end of a model: where the last activation is, whose derivative a loss may already contain.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ending {
    /// The layer's own activation ends the model.
    Activation,
    /// The layer only passes values on: what came before it ends the model.
    Passes,
    /// Neither: values change, and no loss knows how.
    Other,
}

impl Ending {
    /// Whether this is that: `==` in a const function.
    pub const fn is(self, other: Self) -> bool {
        self as u8 == other as u8
    }
}

struct Call<'a, L: Layer> {
    layer: &'a L,
    x: Ref<'a, L>,
}

impl<M: Layer> Task for Call<'_, M> {
    type Output = Out<M>;
    #[inline(always)]
    fn run<L: Level>(self, level: L) -> Out<M> {
        let mut y = Out::<M>::ZERO;
        self.layer.infer(level, self.x, &mut y);
        y
    }
}

/// What a layer takes of one sample.
pub type Ref<'a, L> = <<L as Layer>::Input as Port>::Ref<'a, <L as Layer>::Scalar>;
/// What a layer takes of some samples.
pub type Rows<'a, L> = <<L as Layer>::Input as Port>::Rows<'a, <L as Layer>::Scalar>;
/// Where a layer writes the gradients of what it takes.
pub type InputGradients<'a, L> = <<L as Layer>::Input as Port>::Gradients<'a, <L as Layer>::Scalar>;
/// The array that a layer takes for one sample.
pub type In<L> = ArrayOf<<L as Layer>::Input, <L as Layer>::Scalar>;
/// The array that a layer gives for one sample.
pub type Out<L> = ArrayOf<<L as Layer>::Output, <L as Layer>::Scalar>;

/// The name of a layer: that of its field, or its kind and its number among layers of this kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Name {
    /// A field's name.
    Field(&'static str),
    /// `dense_2`, where there is no field.
    Nth(&'static str, usize),
}

impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Field(name) => f.write_str(name),
            Self::Nth(stem, number) => write!(f, "{stem}_{number}"),
        }
    }
}

/// What a parameter is called, and its shape in Keras's order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct ParameterInfo {
    /// `kernel`, `bias`.
    pub name: &'static str,
    /// In a model that is a layer, the inner layer that it belongs to; models may stand in each other, as deep as this.
    pub inner: [Option<Name>; 4],
    /// The sizes as in Keras: (in, out) for a dense kernel, (height, width, in, out) for a convolution's.
    pub shape: &'static [usize],
    /// Whether training changes it.
    pub role: Role,
    /// Its regulariser and its constraint.
    #[cfg(feature = "train")]
    pub(crate) rules: &'static ParameterRules,
}

impl fmt::Display for ParameterInfo {
    /// `kernel`, or of a model that is a layer `dense_1.kernel`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for layer in self.inner.iter().flatten() {
            write!(f, "{layer}.")?;
        }
        f.write_str(self.name)
    }
}

/// What a parameter is to training.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// The optimiser changes it: kernels, biases.
    Trained,
    /// The layer itself keeps it, such as a moving mean; files hold it, optimisers do not see it.
    Kept,
}

impl ParameterInfo {
    /// A parameter that the optimiser changes.
    pub const fn trained(name: &'static str, shape: &'static [usize]) -> Self {
        Self {
            name,
            inner: [None; 4],
            shape,
            role: Role::Trained,
            #[cfg(feature = "train")]
            rules: &ParameterRules::NONE,
        }
    }

    /// A parameter that the layer itself keeps.
    pub const fn kept(name: &'static str, shape: &'static [usize]) -> Self {
        Self {
            name,
            inner: [None; 4],
            shape,
            role: Role::Kept,
            #[cfg(feature = "train")]
            rules: &ParameterRules::NONE,
        }
    }

    /// The same parameter with a regulariser and a constraint, which are there for training alone.
    pub(crate) const fn with_rules(self, rules: &'static ParameterRules) -> Self {
        #[cfg(not(feature = "train"))]
        let _ = rules;
        Self {
            #[cfg(feature = "train")]
            rules,
            ..self
        }
    }

    /// The same parameter, of a layer in a model that is a layer itself.
    pub(crate) const fn inside(self, layer: Name) -> Self {
        let [first, second, third, fourth] = self.inner;
        assert!(fourth.is_none(), "models stand in each other at most four deep");
        Self {
            inner: [Some(layer), first, second, third],
            ..self
        }
    }

    /// Whether the optimiser changes it.
    pub const fn is_trained(&self) -> bool {
        matches!(self.role, Role::Trained)
    }
}

/// What a layer without parameters says of them.
macro_rules! no_parameters {
    () => {
        const PARAMS: usize = 0;
        const MACS: usize = 0;

        fn parameters(&self, _: &mut impl FnMut($crate::layers::ParameterInfo, &[T])) {}

        fn parameters_mut<const K: usize>(
            _: [&mut Self; K],
            _: &mut impl FnMut($crate::layers::ParameterInfo, [&mut [T]; K]),
        ) {
        }
    };
}
use no_parameters;

/// Copies numbers in order, as many as there are on both sides.
#[inline]
fn copy<T: Copy>(from: &[T], to: &mut [T]) {
    for (to, &from) in to.iter_mut().zip(from) {
        *to = from;
    }
}

/// Writes `, Relu`, where there is an activation.
fn describe_activation<A: activations::Activation>(f: &mut fmt::Formatter<'_>) -> fmt::Result {
    if A::NAME == <activations::Linear as activations::Activation>::NAME {
        return Ok(());
    }
    f.write_str(", ")?;
    A::describe(f)
}

/// Writes `, use_bias = false` and the initialisers, where they are not the default.
fn describe_parameters<W: Initializers>(f: &mut fmt::Formatter<'_>, use_bias: bool) -> fmt::Result {
    describe_parameters_as::<W>(f, use_bias, "kernel")
}

/// The same with another word for the kernel.
fn describe_parameters_as<W: Initializers>(f: &mut fmt::Formatter<'_>, use_bias: bool, kernel: &str) -> fmt::Result {
    if !use_bias {
        f.write_str(", use_bias = false")?;
    }
    initializers::describe::<W>(f, kernel)
}

#[cfg(feature = "train")]
pub use self::train::TrainLayer;

#[cfg(feature = "train")]
mod train {
    use super::{Entry, EntryParts, InputGradients, Layer, Out, PlainData, Port, Rows};
    use crate::kernels::{self, Level, Task};
    use crate::tape::{Noise, Pass, Schedule};

    /// A layer that can learn.
    ///
    /// Both passes work on a tile: as many samples as the slices are long.
    pub trait TrainLayer: Layer {
        /// What the backward pass needs of one sample besides the layer's input and output.
        type Saved: PlainData;
        /// What a layer that is a model keeps of a tile of `B` samples; `()` for all others.
        type Tape<const B: usize>: PlainData;

        /// Draws the parameters as the layer's initialisers say.
        fn initialize<R: rand::Rng + ?Sized>(&mut self, rng: &mut R);

        /// Computes `y` and `saved` from `x`.
        fn compute<L: Level>(
            &self,
            level: L,
            x: Rows<'_, Self>,
            y: &mut [Out<Self>],
            saved: &mut [Self::Saved],
            noise: Noise,
        );

        /// From dL/dy in `dy`, which may be overwritten: adds dL/d(parameters) to `gradient`, and writes dL/dx to `dx`
        /// where it is asked for.
        ///
        /// `is_fused`: `dy` is the gradient of the sums before the layer's activation.
        #[expect(clippy::too_many_arguments, reason = "the tile's arrays, each once")]
        fn differentiate<L: Level>(
            &self,
            level: L,
            x: Rows<'_, Self>,
            y: &[Out<Self>],
            saved: &[Self::Saved],
            dy: &mut [Out<Self>],
            dx: InputGradients<'_, Self>,
            gradient: &mut Self,
            is_fused: bool,
        );

        /// [`TrainLayer::compute`] by kernels that know the layer's sizes only while running, where [`Layer::SHARED`].
        fn compute_shared(&self, x: &[Self::Scalar], y: &mut [Out<Self>], saved: &mut [Self::Saved]) {
            let _ = (x, y, saved);
            debug_assert!(false, "the layer has no kernels for any size");
        }

        /// [`TrainLayer::differentiate`] by such kernels.
        #[expect(clippy::too_many_arguments, reason = "the tile's arrays, each once")]
        fn differentiate_shared(
            &self,
            x: &[Self::Scalar],
            y: &[Out<Self>],
            saved: &[Self::Saved],
            dy: &mut [Out<Self>],
            dx: Option<&mut [Self::Scalar]>,
            gradient: &mut Self,
            is_fused: bool,
        ) {
            let _ = (x, y, saved, dy, dx, gradient, is_fused);
            debug_assert!(false, "the layer has no kernels for any size");
        }

        /// The forward pass of a tile: from the numbers of each input into `entry`. `call` is the number of this call in
        /// the model.
        fn forward<const B: usize>(
            &self,
            x: &[&[Self::Scalar]],
            entry: &mut Entry<Self, B>,
            pass: &Pass<'_, impl Schedule>,
            call: usize,
        ) {
            if !pass.runs() {
                return;
            }
            forward(self, x, entry.parts(pass.rows), pass, call);
        }

        /// The backward pass of a tile: from the gradients in `entry` to those of each input, adding to `gradient`.
        #[expect(clippy::too_many_arguments, reason = "the tile's arrays, each once")]
        fn backward<const B: usize, const N: usize>(
            &self,
            x: &[&[Self::Scalar]; N],
            entry: &mut Entry<Self, B>,
            dx: [Option<&mut [Self::Scalar]>; N],
            gradient: &mut Self,
            pass: &Pass<'_, impl Schedule>,
            call: usize,
            is_fused: bool,
        ) {
            let _ = call;
            if !pass.runs() {
                return;
            }
            backward(self, x, entry.parts(pass.rows), dx, gradient, pass, is_fused);
        }
    }

    /// The forward pass of a layer, by its own kernels or by those that all share.
    #[inline(always)]
    fn forward<L: TrainLayer, S: Schedule, const B: usize>(
        layer: &L,
        x: &[&[L::Scalar]],
        parts: EntryParts<'_, L, B>,
        pass: &Pass<'_, S>,
        call: usize,
    ) {
        type Compute<L, const B: usize> = fn(&L, &[&[<L as Layer>::Scalar]], EntryParts<'_, L, B>, Noise);
        // A constant, and not an `if`, of which the compiler would look through both branches with all that they call.
        let compute = const {
            let compute: Compute<L, B> = if L::SHARED && S::SHARED {
                forward_shared
            } else {
                forward_alone
            };
            compute
        };
        compute(layer, x, parts, pass.noise(call));
    }

    #[expect(clippy::needless_pass_by_value, reason = "one type of function for both ways")]
    #[inline(always)]
    fn forward_alone<L: TrainLayer, const B: usize>(
        layer: &L,
        x: &[&[L::Scalar]],
        parts: EntryParts<'_, L, B>,
        noise: Noise,
    ) {
        kernels::run(Forward {
            layer,
            x: L::Input::rows(|i| x.get(i).copied().unwrap_or_default()),
            y: parts.y,
            saved: parts.saved,
            noise,
        });
    }

    #[expect(clippy::needless_pass_by_value, reason = "one type of function for both ways")]
    fn forward_shared<L: TrainLayer, const B: usize>(
        layer: &L,
        x: &[&[L::Scalar]],
        parts: EntryParts<'_, L, B>,
        _: Noise,
    ) {
        layer.compute_shared(x.first().copied().unwrap_or_default(), parts.y, parts.saved);
    }

    /// Where the gradients of one call's inputs go, where they are asked for.
    type Places<'a, L, const N: usize> = [Option<&'a mut [<L as Layer>::Scalar]>; N];

    /// The backward pass of a layer, by its own kernels or by those that all share.
    #[inline(always)]
    fn backward<L: TrainLayer, S: Schedule, const B: usize, const N: usize>(
        layer: &L,
        x: &[&[L::Scalar]; N],
        parts: EntryParts<'_, L, B>,
        dx: Places<'_, L, N>,
        gradient: &mut L,
        _: &Pass<'_, S>,
        is_fused: bool,
    ) {
        type Compute<L, const B: usize, const N: usize> =
            fn(&L, &[&[<L as Layer>::Scalar]; N], EntryParts<'_, L, B>, Places<'_, L, N>, &mut L, bool);
        // As in `forward`.
        let compute = const {
            let compute: Compute<L, B, N> = if L::SHARED && S::SHARED {
                backward_shared
            } else {
                backward_alone
            };
            compute
        };
        compute(layer, x, parts, dx, gradient, is_fused);
    }

    #[expect(clippy::needless_pass_by_value, reason = "one type of function for both ways")]
    #[inline(always)]
    fn backward_alone<L: TrainLayer, const B: usize, const N: usize>(
        layer: &L,
        x: &[&[L::Scalar]; N],
        parts: EntryParts<'_, L, B>,
        mut dx: Places<'_, L, N>,
        gradient: &mut L,
        is_fused: bool,
    ) {
        kernels::run(Backward {
            layer,
            x: L::Input::rows(|i| x.get(i).copied().unwrap_or_default()),
            y: parts.y,
            saved: parts.saved,
            dy: parts.dy,
            dx: L::Input::gradients(|i| dx.get_mut(i).and_then(Option::take)),
            gradient,
            is_fused,
        });
    }

    #[expect(clippy::needless_pass_by_value, reason = "one type of function for both ways")]
    fn backward_shared<L: TrainLayer, const B: usize, const N: usize>(
        layer: &L,
        x: &[&[L::Scalar]; N],
        parts: EntryParts<'_, L, B>,
        mut dx: Places<'_, L, N>,
        gradient: &mut L,
        is_fused: bool,
    ) {
        let x = x.first().copied().unwrap_or_default();
        let dx = dx.first_mut().and_then(Option::take);
        layer.differentiate_shared(x, parts.y, parts.saved, parts.dy, dx, gradient, is_fused);
    }

    struct Forward<'a, L: TrainLayer> {
        layer: &'a L,
        x: Rows<'a, L>,
        y: &'a mut [Out<L>],
        saved: &'a mut [L::Saved],
        noise: Noise,
    }

    impl<M: TrainLayer> Task for Forward<'_, M> {
        type Output = ();
        #[inline(always)]
        fn run<L: Level>(self, level: L) {
            self.layer.compute(level, self.x, self.y, self.saved, self.noise);
        }
    }

    struct Backward<'a, L: TrainLayer> {
        layer: &'a L,
        x: Rows<'a, L>,
        y: &'a [Out<L>],
        saved: &'a [L::Saved],
        dy: &'a mut [Out<L>],
        dx: InputGradients<'a, L>,
        gradient: &'a mut L,
        is_fused: bool,
    }

    impl<M: TrainLayer> Task for Backward<'_, M> {
        type Output = ();
        #[inline(always)]
        fn run<L: Level>(self, level: L) {
            let Self {
                layer,
                x,
                y,
                saved,
                dy,
                dx,
                gradient,
                is_fused,
            } = self;
            layer.differentiate(level, x, y, saved, dy, dx, gradient, is_fused);
        }
    }
}
