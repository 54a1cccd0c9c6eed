//! What every model can do.

use core::fmt;

use bytemuck::Zeroable;

use crate::activations::Head;
use crate::kernels::{self, Level, Task};
use crate::layers::{Layer, ParameterInfo};
use crate::shape::{AnySample, ArrayOf, Fits, Shape, Value};
use crate::summary::Summary;
use crate::{Error, Scalar, weights};

/// A model: layers that fit, from an input to an output.
///
/// Written by [`sequential!`](crate::sequential), in both its forms. The methods without a default are the macro's
/// business; users call the others.
pub trait Model: Copy + PartialEq + Zeroable + Send + Sync + 'static {
    /// The number type of parameters, inputs and outputs.
    type Scalar: Scalar;
    /// A sample: `SVector<f32, 2>`, `Image<8, 8, 1>`.
    type Input: Value<Scalar = Self::Scalar>;
    /// A prediction.
    type Output: Value<Scalar = Self::Scalar>;
    /// The last activation with its width, which losses and metrics have to fit.
    type Head: Head;

    /// All parameters zero. The same as the model's own `const fn zeros()`.
    const ZERO: Self;
    /// The layers in order, without the input.
    const LAYERS: &'static [LayerInfo];

    /// The number of parameters.
    const PARAMS: usize = LayerInfo::total_params(Self::LAYERS);
    /// The multiply-adds of one prediction.
    const MACS: usize = LayerInfo::total_macs(Self::LAYERS);
    /// The bytes of the model itself, padding included: what it takes in flash where it is a constant.
    const FLASH_BYTES: usize = size_of::<Self>();
    /// The bytes of the values between layers that one prediction keeps on the stack.
    const SCRATCH_BYTES: usize = LayerInfo::scratch_values(Self::LAYERS) * size_of::<Self::Scalar>();

    /// The forward pass of `R` samples side by side. [`Model::predict`] is this for one, and for everything that is a sample.
    #[doc(hidden)]
    fn infer<L: Level, const R: usize>(&self, level: L, x: &[&InputArray<Self>; R]) -> [OutputArray<Self>; R];

    /// Shows each parameter in order, with its layer's name.
    #[doc(hidden)]
    fn parameters(&self, visit: &mut impl Visit<Self::Scalar>);

    /// Shows each parameter of `K` such models side by side.
    #[doc(hidden)]
    fn parameters_mut<const K: usize>(models: [&mut Self; K], visit: &mut impl VisitMut<Self::Scalar, K>);

    /// What the model answers to one sample.
    ///
    /// Allocates nothing and cannot panic.
    #[inline]
    fn predict<X: AnySample<InputArray<Self>, Array: Fits<InputArray<Self>>> + ?Sized>(&self, x: &X) -> Self::Output {
        Self::Output::from_array(answer(self, x.numbers().fitting()))
    }

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

    /// What the model answers to one sample, written into `output`.
    fn predict_into<X>(&self, x: &X, output: &mut Self::Output)
    where
        X: AnySample<InputArray<Self>, Array: Fits<InputArray<Self>>> + ?Sized,
    {
        *output = self.predict(x);
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
    /// Where there is not one output for each sample; then none is written.
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
        #[cfg(feature = "std")]
        crate::batch::answer_into(self, |i| x[i].numbers().fitting(), outputs, Self::Output::from_array);
        #[cfg(not(feature = "std"))]
        for (x, output) in x.iter().zip(outputs) {
            self.predict_into(x, output);
        }
        Ok(())
    }

    /// The architecture as a table: `println!("{}", Overweight::summary())`.
    ///
    /// See [`Summary`] for what it looks like.
    fn summary() -> Summary {
        Summary::of::<Self>()
    }

    /// Saves all parameters in a safetensors file; [`weights`](crate::weights) says how.
    ///
    /// The file is written beside `path` and then put in its place, so that a failure leaves the old file as it was.
    ///
    /// # Errors
    /// [`weights::Error::Write`](crate::weights::Error::Write) where the file cannot be written.
    #[cfg(feature = "std")]
    fn save(&self, path: impl AsRef<std::path::Path>) -> Result<(), Error> {
        Ok(weights::save(self, path.as_ref())?)
    }

    /// Takes all parameters over from a safetensors file; [`weights`](crate::weights) says what it has to hold.
    ///
    /// # Errors
    /// A [`weights::Error`](crate::weights::Error): the file cannot be read, is not a safetensors file, or does not fit
    /// this model, with everything that does not. The model is then as it was.
    #[cfg(feature = "std")]
    fn load(&mut self, path: impl AsRef<std::path::Path>) -> Result<(), Error> {
        Ok(weights::load(self, path.as_ref())?)
    }

    /// The model that was saved in a safetensors file. For one that is larger than the stack, [`Model::boxed_from_file`].
    ///
    /// # Errors
    /// Those of [`Model::load`].
    #[cfg(feature = "std")]
    fn from_file(path: impl AsRef<std::path::Path>) -> Result<Self, Error> {
        let mut model = Self::ZERO;
        model.load(path)?;
        Ok(model)
    }

    /// The model that was saved in a safetensors file, made in place: for models that are larger than the stack.
    ///
    /// # Errors
    /// Those of [`Model::load`].
    #[cfg(feature = "std")]
    fn boxed_from_file(path: impl AsRef<std::path::Path>) -> Result<std::boxed::Box<Self>, Error> {
        let mut model = Self::boxed_zeros();
        model.load(path)?;
        Ok(model)
    }

    /// The bytes that [`Model::save`] would write.
    #[cfg(feature = "std")]
    fn to_bytes(&self) -> std::vec::Vec<u8> {
        weights::to_bytes(self)
    }

    /// Takes all parameters over from the bytes of a safetensors file; [`weights`](crate::weights) says what it has to
    /// hold. Allocates nothing where they fit, nor without `std`, and cannot panic, whatever the bytes are.
    ///
    /// ```
    /// use layerproof::prelude::*;
    ///
    /// type Tiny = sequential!(Input<2>, Dense<1>);
    ///
    /// let model = Tiny::random(&mut SmallRng::seed_from_u64(7));
    /// let mut bytes = model.to_bytes();
    /// let mut other = Tiny::zeros();
    /// other.load_from(&bytes)?;
    /// assert!(other == model);
    ///
    /// bytes.pop();
    /// assert!(other.load_from(&bytes).is_err());
    /// # Ok::<(), layerproof::Error>(())
    /// ```
    ///
    /// # Errors
    /// Where the bytes are not a whole file or do not fit this model, with everything that does not. The model is then as
    /// it was.
    fn load_from(&mut self, bytes: &[u8]) -> Result<(), weights::LoadError> {
        weights::load_from(self, bytes)
    }
}

/// The shape of a model's input.
pub type InputShape<M> = <<M as Model>::Input as Value>::Shape;
/// The shape of a model's output.
pub type OutputShape<M> = <<M as Model>::Output as Value>::Shape;
/// The array that a model takes for one sample.
pub type InputArray<M> = ArrayOf<InputShape<M>, <M as Model>::Scalar>;
/// The array that a model gives for one sample.
pub type OutputArray<M> = ArrayOf<OutputShape<M>, <M as Model>::Scalar>;

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
        }
    }

    const fn total_params(layers: &[Self]) -> usize {
        let (mut sum, mut i) = (0, 0);
        while i < layers.len() {
            sum += layers[i].params;
            i += 1;
        }
        sum
    }

    const fn total_macs(layers: &[Self]) -> usize {
        let (mut sum, mut i) = (0, 0);
        while i < layers.len() {
            sum += layers[i].macs;
            i += 1;
        }
        sum
    }

    /// The values that live at once at the widest place, when a layer's input dies with its output made.
    const fn scratch_values(layers: &[Self]) -> usize {
        let (mut widest, mut before, mut i) = (0, 0, 0);
        while i < layers.len() {
            let here = before + layers[i].values;
            if here > widest {
                widest = here;
            }
            before = layers[i].values;
            i += 1;
        }
        widest
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

/// Up to so many multiply-adds the CPU is not asked what it can do: the answer would cost more than it saves.
const SMALL: usize = 256;

/// The forward pass of one sample, for the CPU at hand.
#[inline]
pub(crate) fn answer<M: Model>(model: &M, x: &InputArray<M>) -> OutputArray<M> {
    let [y] = answers(model, [x]);
    y
}

/// The forward pass of `R` samples side by side, for the CPU at hand.
#[inline]
pub(crate) fn answers<M: Model, const R: usize>(model: &M, x: [&InputArray<M>; R]) -> [OutputArray<M>; R] {
    let task = Infer { model, x };
    if R * M::MACS <= SMALL {
        kernels::run_straight(task)
    } else {
        kernels::run(task)
    }
}

struct Infer<'a, M: Model, const R: usize> {
    model: &'a M,
    x: [&'a InputArray<M>; R],
}

impl<M: Model, const R: usize> Task for Infer<'_, M, R> {
    type Output = [OutputArray<M>; R];
    #[inline(always)]
    fn run<L: Level>(self, level: L) -> Self::Output {
        self.model.infer(level, &self.x)
    }
}
