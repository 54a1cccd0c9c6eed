//! One rule a layer: what its shapes and parameters follow from.
//!
//! Each layer is a struct of the arguments that its rule asks for, with the methods that `layers!` lists. A new layer is
//! a file here (or a struct in its family's file) and a line in the list.

#![allow(
    clippy::unused_self,
    clippy::unnecessary_wraps,
    reason = "each layer answers the same questions, some of them with a constant"
)]

mod borders;
mod concatenate;
mod conv1d;
mod conv2d;
mod dense;
mod depthwise;
mod dot;
mod elementwise;
mod embedding;
mod merge;
mod model;
mod normalizing;
mod pooling;
mod recurrent;
mod repeating;
mod reshaping;
mod separable;
mod time_distributed;
mod transposed;

pub use borders::{Cropping1d, Cropping2d, ZeroPadding1d, ZeroPadding2d};
pub use concatenate::Concatenate;
pub use conv1d::Conv1d;
pub use conv2d::Conv2d;
pub use dense::Dense;
pub use depthwise::{DepthwiseConv1d, DepthwiseConv2d};
pub use dot::Dot;
pub use elementwise::{Activation, SameImage, SameSequence, SameShape};
pub use embedding::Embedding;
pub use merge::Merge;
pub use model::Model;
pub use normalizing::{BatchNormalization, GroupNormalization, Normalization, NormalizationOverAxes, PRelu};
pub use pooling::{GlobalPooling1d, GlobalPooling2d, Pooling1d, Pooling2d};
pub use recurrent::Recurrent;
pub use repeating::{RepeatVector, UpSampling1d, UpSampling2d};
pub use reshaping::{Flatten, Permute, Reshape};
pub use separable::{SeparableConv1d, SeparableConv2d};
pub use time_distributed::TimeDistributed;
pub use transposed::{Conv1dTranspose, Conv2dTranspose};

use crate::misfit::{Argument, Misfit};
use crate::shape::{MAX_PARAMETERS, Shape, product};

/// What happens at the border of an image or at the ends of a sequence, with Keras's meaning.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Padding {
    /// The window stays inside: `(input - window) / stride + 1`.
    #[default]
    Valid,
    /// Zeros around: `input / stride`, rounded up.
    Same,
    /// Zeros before the first step alone, so that no step depends on a later one: of a size as `Same`.
    Causal,
}

/// The list of layers, and for each question the match that asks the layer at hand.
macro_rules! layers {
    ($($(#[$doc:meta])* $layer:ident,)+) => {
        /// A layer as far as its rule must know it.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Layer {
            /// A layer that the macro could not read. It gives no shape, and no second error.
            Unknown,
            $($(#[$doc])* $layer($layer),)+
        }

        $(
            impl From<$layer> for Layer {
                fn from(layer: $layer) -> Self {
                    Self::$layer(layer)
                }
            }
        )+

        impl Layer {
            /// From the shapes that come in to the shape that comes out, whatever its size.
            const fn shape(self, inputs: &[Shape]) -> Result<Shape, Misfit> {
                match self {
                    Self::Unknown => Err(Misfit::Zero(Argument::Layer)),
                    $(Self::$layer(layer) => layer.output(inputs),)+
                }
            }

            /// How many parameters the layer has, for inputs that fit; `None` where they are too many to address.
            const fn parameters_of(self, inputs: &[Shape]) -> Option<usize> {
                match self {
                    Self::Unknown => Some(0),
                    $(Self::$layer(layer) => layer.parameters(inputs),)+
                }
            }

            /// One of the sizes among the arguments, in their order; 1 beyond the last.
            pub const fn size(self, index: usize) -> usize {
                match self {
                    Self::Unknown => 1,
                    $(Self::$layer(layer) => layer.size(index),)+
                }
            }

            /// The same layer with all sizes 1, in the place of one whose sizes are impossible.
            pub(crate) const fn smallest(self) -> Self {
                match self {
                    Self::Unknown => self,
                    $(Self::$layer(layer) => Self::$layer(layer.smallest()),)+
                }
            }

            /// What may come out although the layer does not fit: something with the right number of axes that a layer of
            /// this kind could give for this input.
            pub(crate) const fn guess(self, inputs: &[Shape]) -> Shape {
                match self {
                    Self::Unknown => first(inputs),
                    $(Self::$layer(layer) => layer.guess(inputs),)+
                }
            }

            /// The output shape where it does not depend on the input: what the layers after a mistake can count on.
            pub const fn output_of_any_input(self) -> Option<Shape> {
                let shape = match self {
                    Self::Unknown => None,
                    $(Self::$layer(layer) => layer.output_of_any_input(),)+
                };
                match shape {
                    Some(shape) if !shape.has_zero() => Some(shape),
                    _ => None,
                }
            }

            /// A size of the layer's type that follows from its arguments and inputs, such as the number of values under a
            /// kernel.
            pub const fn derived(self, inputs: &[Shape]) -> usize {
                match self {
                    Self::Unknown => 1,
                    $(Self::$layer(layer) => layer.derived(inputs),)+
                }
            }
        }
    };
}

layers! {
    /// A function of each value; softmax alone is one of the last axis.
    Activation,
    /// Channels normalised over a mini-batch.
    BatchNormalization,
    /// Values one after another along an axis.
    Concatenate,
    /// A kernel that moves over a sequence.
    Conv1d,
    /// A convolution over a sequence the other way round.
    Conv1dTranspose,
    /// A kernel that moves over an image.
    Conv2d,
    /// A convolution over an image the other way round.
    Conv2dTranspose,
    /// Steps taken away from both ends.
    Cropping1d,
    /// Rows and columns taken away from all sides.
    Cropping2d,
    /// A kernel and a bias over a vector.
    Dense,
    /// A kernel that moves over each channel of a sequence.
    DepthwiseConv1d,
    /// A kernel that moves over each channel of an image.
    DepthwiseConv2d,
    /// The product of two values along one axis of each.
    Dot,
    /// A table that turns whole numbers into vectors.
    Embedding,
    /// All values in one vector, row by row.
    Flatten,
    /// One value of each channel of a sequence.
    GlobalPooling1d,
    /// One value of each channel of an image.
    GlobalPooling2d,
    /// Channels normalised in groups.
    GroupNormalization,
    /// A function of values of one shape, element by element.
    Merge,
    /// A model as one layer.
    Model,
    /// Channels normalised by numbers that are known.
    Normalization,
    /// Values along some axes normalised.
    NormalizationOverAxes,
    /// A number for each value of a sample, but along some axes.
    PRelu,
    /// The axes in another order.
    Permute,
    /// One value of each window on a sequence.
    Pooling1d,
    /// One value of each window on an image.
    Pooling2d,
    /// A state that is carried along a sequence.
    Recurrent,
    /// A vector as each step of a sequence.
    RepeatVector,
    /// The same values in another shape.
    Reshape,
    /// What keeps the shape of an image.
    SameImage,
    /// What keeps the shape of a sequence.
    SameSequence,
    /// What keeps the shape, whatever it is.
    SameShape,
    /// A kernel that moves over each channel of a sequence, and a matrix over all channels.
    SeparableConv1d,
    /// A kernel that moves over each channel of an image, and a matrix over all channels.
    SeparableConv2d,
    /// A layer at each step.
    TimeDistributed,
    /// Steps repeated.
    UpSampling1d,
    /// Rows and columns repeated, or values between them.
    UpSampling2d,
    /// Zeros before and after a sequence.
    ZeroPadding1d,
    /// Zeros around an image.
    ZeroPadding2d,
}

/// The answers of a layer to the questions that do not concern it.
macro_rules! without {
    ($($question:ident),+) => {
        $($crate::layers::without! { @ $question })+
    };
    (@ sizes) => {
        pub(super) const fn size(self, _: usize) -> usize {
            1
        }
        pub(super) const fn smallest(self) -> Self {
            self
        }
    };
    (@ parameters) => {
        pub(super) const fn parameters(self, _: &[Shape]) -> Option<usize> {
            Some(0)
        }
    };
    (@ output_of_any_input) => {
        pub(super) const fn output_of_any_input(self) -> Option<Shape> {
            None
        }
    };
    (@ derived) => {
        pub(super) const fn derived(self, _: &[Shape]) -> usize {
            1
        }
    };
}
use without;

impl Layer {
    /// From the shape that comes in to the shape that comes out, or the reason why not.
    ///
    /// # Errors
    /// The first misfit found: a zero size first, then the kind of input, then its sizes.
    pub const fn output(self, input: Shape) -> Result<Shape, Misfit> {
        self.output_of(&[input])
    }

    /// The same for a layer with several inputs.
    ///
    /// # Errors
    /// Those of [`output`](Self::output), and inputs that do not fit each other.
    pub const fn output_of(self, inputs: &[Shape]) -> Result<Shape, Misfit> {
        match self.shape(inputs) {
            Ok(shape) => match (shape.values(), self.parameters_of(inputs)) {
                (Some(_), Some(_)) => Ok(shape),
                _ => Err(Misfit::TooLarge),
            },
            Err(misfit) => Err(misfit),
        }
    }

    /// The same in a model whose layers before this one have so many parameters: the output shape, and how many they are
    /// with this layer.
    ///
    /// # Errors
    /// The first misfit of the layer itself, then that the parameters are too many.
    pub const fn output_in_model(self, inputs: &[Shape], parameters: usize) -> Result<(Shape, usize), Misfit> {
        match (self.output_of(inputs), self.parameters_of(inputs)) {
            (Err(misfit), _) => Err(misfit),
            (Ok(_), None) => Err(Misfit::TooLarge),
            (Ok(output), Some(more)) => match parameters.saturating_add(more) {
                all if all > MAX_PARAMETERS => Err(Misfit::TooManyParameters(all)),
                all => Ok((output, all)),
            },
        }
    }

    /// How many parameters the layer has, for an input that fits; `None` where they are too many to address.
    pub const fn parameters(self, input: Shape) -> Option<usize> {
        self.parameters_of(&[input])
    }
}

/// The input of a layer that has one.
const fn first(inputs: &[Shape]) -> Shape {
    match inputs {
        [first, ..] => *first,
        [] => Shape::Vector(1),
    }
}

/// Height, width, and the strides down and across.
const fn window_size(size: (usize, usize), strides: (usize, usize), index: usize) -> usize {
    match index {
        0 => size.0,
        1 => size.1,
        2 => strides.0,
        3 => strides.1,
        _ => 1,
    }
}

/// From the first cell under a kernel to the last; `None` where that is too far to count. The kernel has a cell.
const fn span(kernel: usize, dilation: usize) -> Option<usize> {
    match product(&[kernel - 1, dilation]) {
        Some(cells) => Some(cells + 1),
        None => None,
    }
}

const fn with_padding(input: usize, stride: usize) -> usize {
    if stride == 0 { input } else { input.div_ceil(stride) }
}

/// The output size along one axis of a moving window; the caller has seen to it that it fits.
const fn window(input: usize, window: usize, stride: usize, padding: Padding) -> usize {
    match padding {
        Padding::Valid => (input - window) / stride + 1,
        Padding::Same | Padding::Causal => input.div_ceil(stride),
    }
}

/// The place of an axis among those of a shape, in Keras's count: the batch is axis 0, and −1 is the last.
pub(crate) const fn axis_of(axis: isize, shape: Shape) -> Option<usize> {
    let rank = shape.rank().cast_signed();
    if axis >= 1 && axis <= rank {
        Some((axis - 1).cast_unsigned())
    } else if axis < 0 && axis >= -rank {
        Some((rank + axis).cast_unsigned())
    } else {
        None
    }
}
