//! A model as one layer.

use core::fmt;
use core::mem::MaybeUninit;

use bytemuck::Zeroable;

use super::graph::Values;
use super::stream::Streams;
use super::{Model, Network};
use crate::Scalar;
use crate::activations::Head;
use crate::kernels::{Level, Memory, Region};
use crate::layers::{Layer, Out, ParameterInfo, Port, Ref, Several, Source, StepOut, StepShape, StreamLayer};
use crate::shape::{Value, ValueList};

/// A model that can stand as a layer: any number of inputs, and one output.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no model with one output, and cannot stand as a layer",
    label = "a layer gives one value",
    note = "`Model<…>` takes a model of `sequential!`, or of `functional!` with one output, `-> y`"
)]
pub trait AsLayer: Network<Inputs = <Self as AsLayer>::Takes, Outputs = <Self as AsLayer>::Gives> {
    /// The model's inputs: one value, or a tuple.
    type Takes: Inputs<Scalar = Self::Scalar>;
    /// The model's output.
    type Gives: Value<Scalar = Self::Scalar>;
    /// The last activation.
    type End: Head;
}

#[diagnostic::do_not_recommend]
impl<M: Model> AsLayer for M {
    type Takes = M::Input;
    type Gives = M::Output;
    type End = M::Head;
}

/// The inputs of a model as a layer takes them.
pub trait Inputs: ValueList {
    /// One shape, or [`Several`].
    type Port: Port;
    /// One sample as the model takes it, of the sample that the layer is given.
    fn of_layer(sample: <Self::Port as Port>::Ref<'_, Self::Scalar>) -> Self::Refs<'_>;
}

impl<V: Value> Inputs for V {
    type Port = V::Shape;

    #[inline(always)]
    fn of_layer(sample: <V::Shape as Port>::Ref<'_, <V as ValueList>::Scalar>) -> Self::Refs<'_> {
        sample
    }
}

macro_rules! several_inputs {
    ($(($($value:ident),+))+) => {$(
        impl<T: Scalar, $($value: Value<Scalar = T>),+> Inputs for ($($value,)+) {
            type Port = Several<($($value::Shape,)+)>;

            #[inline(always)]
            fn of_layer(sample: <Self::Port as Port>::Ref<'_, T>) -> Self::Refs<'_> {
                Self::refs(|i| sample.get(i).copied().unwrap_or_default())
            }
        }
    )+};
}

several_inputs! {
    (A, B)
    (A, B, C)
    (A, B, C, D)
    (A, B, C, D, E)
    (A, B, C, D, E, F)
    (A, B, C, D, E, F, G)
    (A, B, C, D, E, F, G, H)
}

/// The shape that a model gives as a layer.
pub type GivenShape<M> = <<M as AsLayer>::Gives as Value>::Shape;

/// A model as one layer of another, with weights of its own: written `Model<Encoder>`. One with several inputs is called with as
/// many values: `let y = pair(a, b);`.
///
/// It has the inner model's parameters under their own names, `layer.parameter`, behind the field's name.
#[derive(Debug, Clone, Copy, PartialEq, Zeroable)]
#[repr(transparent)]
pub struct SubModel<M>(
    /// The model.
    pub M,
);

impl<M: AsLayer> Layer for SubModel<M> {
    type Scalar = M::Scalar;
    type Input = <M::Takes as Inputs>::Port;
    type Output = GivenShape<M>;
    type Head<Previous: Head> = M::End;

    const STEM: &'static str = "model";
    const ZERO: Self = Self(M::ZERO);
    const PARAMS: usize = M::PARAMS;
    const MACS: usize = M::MACS;
    const SCRATCH: usize = M::SCRATCH_BYTES.div_ceil(size_of::<M::Scalar>());
    const BARRIERS: usize = M::BARRIERS;
    const VOCABULARY: Option<usize> = M::PLAN.vocabulary(0);
    const HAS_RULES: bool = M::HAS_RULES;

    fn describe(f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = core::any::type_name::<M>();
        let name = name.split('<').next().unwrap_or(name);
        write!(f, "Model<{}>", name.rsplit("::").next().unwrap_or(name))
    }

    #[inline(always)]
    fn infer<L: Level>(&self, level: L, x: Ref<'_, Self>, y: &mut Out<Self>) {
        let mut arena = MaybeUninit::<M::Arena>::uninit();
        self.infer_in(level, x, y, Region::of_any(&mut arena));
    }

    #[inline(always)]
    fn infer_with<L: Level, const R: usize>(
        &self,
        level: L,
        x: &[Ref<'_, Self>; R],
        y: &mut [Out<Self>; R],
        scratch: &mut [M::Scalar],
    ) {
        // One sample after the other, each in the same room.
        let room = scratch.len() / R.max(1);
        for (x, y) in x.iter().zip(y) {
            if let Some(room) = scratch.get_mut(..room) {
                self.infer_in(level, *x, y, Region::new(room));
            }
        }
    }

    fn parameters(&self, visit: &mut impl FnMut(ParameterInfo, &[M::Scalar])) {
        self.0
            .parameters(&mut |layer, parameter: ParameterInfo, values: &[M::Scalar]| {
                visit(parameter.inside(layer), values);
            });
    }

    fn parameters_mut<const K: usize>(
        layers: [&mut Self; K],
        visit: &mut impl FnMut(ParameterInfo, [&mut [M::Scalar]; K]),
    ) {
        let models = layers.map(|layer| &mut layer.0);
        M::parameters_mut(
            models,
            &mut |layer, parameter: ParameterInfo, values: [&mut [M::Scalar]; K]| {
                visit(parameter.inside(layer), values);
            },
        );
    }
}

impl<M: AsLayer> SubModel<M> {
    #[inline(always)]
    fn infer_in<L: Level>(&self, level: L, x: Ref<'_, Self>, y: &mut Out<Self>, arena: Region<'_, M::Scalar>) {
        let x = <M::Takes as Inputs>::of_layer(x);
        let outputs = <M::Gives as ValueList>::each_mut(core::slice::from_mut(y));
        self.0
            .infer(Values::<M, L, 1>::new(level, &[x], Memory::new(arena, outputs)));
    }
}

impl<M: Streams> StreamLayer for SubModel<M>
where
    GivenShape<M>: StepShape,
{
    type State = M::Slots;
    const START: M::Slots = M::START;

    #[inline(always)]
    fn step<'a, L: Level>(&self, level: L, state: &mut M::Slots, x: impl Source<'a, M::Scalar>, y: &mut StepOut<Self>) {
        self.0.step(level, state, x.get(0), crate::shape::Array::flat_mut(y));
    }
}

#[cfg(feature = "train")]
mod train {
    use super::{AsLayer, GivenShape, Level, Out, SubModel};
    use crate::layers::{Entry, InputGradients, Rows, TrainLayer};
    use crate::model::passes::Passes;
    use crate::tape::{Noise, Pass, Schedule, numbers, numbers_mut};

    impl<M: AsLayer + Passes> TrainLayer for SubModel<M> {
        type Saved = ();
        type Tape<const B: usize> = M::Tape<B>;

        fn initialize<R: rand::Rng + ?Sized>(&mut self, rng: &mut R) {
            Passes::initialize(&mut self.0, rng);
        }

        /// The passes are those of the inner model: [`TrainLayer::forward`] and [`TrainLayer::backward`].
        fn compute<L: Level>(&self, _: L, _: Rows<'_, Self>, _: &mut [Out<Self>], _: &mut [()], _: Noise) {}

        fn differentiate<L: Level>(
            &self,
            _: L,
            _: Rows<'_, Self>,
            _: &[Out<Self>],
            _: &[()],
            _: &mut [Out<Self>],
            _: InputGradients<'_, Self>,
            _: &mut Self,
            _: bool,
        ) {
        }

        fn forward<const B: usize>(
            &self,
            x: &[&[M::Scalar]],
            entry: &mut Entry<Self, B>,
            pass: &Pass<'_, impl Schedule>,
            call: usize,
        ) {
            let parts = entry.parts(pass.rows);
            let inside = pass.inside(pass.noise(call), &[]);
            Passes::forward(&self.0, x, parts.tape, &inside);
            if pass.runs() {
                let (outputs, _) = M::output(parts.tape, 0, pass.rows);
                numbers_mut::<GivenShape<M>, M::Scalar>(parts.y).copy_from_slice(outputs);
            }
        }

        fn backward<const B: usize, const N: usize>(
            &self,
            x: &[&[M::Scalar]; N],
            entry: &mut Entry<Self, B>,
            mut dx: [Option<&mut [M::Scalar]>; N],
            gradient: &mut Self,
            pass: &Pass<'_, impl Schedule>,
            call: usize,
            _: bool,
        ) {
            let parts = entry.parts(pass.rows);
            let inside = pass.inside(pass.noise(call), &[]);
            if pass.runs() {
                let (_, dy) = M::output(parts.tape, 0, pass.rows);
                dy.copy_from_slice(numbers::<GivenShape<M>, M::Scalar>(parts.dy));
            }
            Passes::backward(&self.0, x, &mut dx, parts.tape, &mut gradient.0, &inside);
        }
    }
}
