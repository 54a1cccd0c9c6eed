//! One rule a layer, one file a family.

mod conv2d;
mod dense;
mod elementwise;
mod pooling;
mod reshaping;

use crate::misfit::{Argument, Misfit};
use crate::shape::{MOST_PARAMETERS, Shape};

/// What happens at the border of an image, with Keras's meaning.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Padding {
    /// The window stays inside: `(input - window) / stride + 1`.
    #[default]
    Valid,
    /// Zeros around: `input / stride`, rounded up.
    Same,
}

/// A layer as far as its rule must know it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Layer {
    /// A layer that the macro could not read. It gives no shape, and no second error.
    Unknown,
    /// A kernel and a bias over a vector.
    Dense {
        /// How many outputs.
        units: usize,
        /// Whether there is a bias.
        use_bias: bool,
        /// Whether the activation is a softmax.
        softmax: bool,
    },
    /// A kernel that moves over an image.
    Conv2d {
        /// How many channels come out.
        filters: usize,
        /// Height and width.
        kernel_size: (usize, usize),
        /// How far the kernel moves.
        strides: (usize, usize),
        /// What happens at the border.
        padding: Padding,
        /// Whether there is a bias.
        use_bias: bool,
        /// Whether the activation is a softmax.
        softmax: bool,
    },
    /// The largest value of each window.
    MaxPooling2d {
        /// Height and width.
        pool_size: (usize, usize),
        /// How far the window moves.
        strides: (usize, usize),
        /// What happens at the border.
        padding: Padding,
    },
    /// The mean of each channel.
    GlobalAveragePooling2d,
    /// A function of each value; softmax alone is one of the last axis.
    Activation {
        /// Whether it is a softmax.
        softmax: bool,
    },
    /// Values left out at random while training.
    Dropout,
    /// All values in one vector, row by row.
    Flatten,
    /// The same values in another shape.
    Reshape(Shape),
}

impl Layer {
    /// From input shape to output shape, or the reason why not.
    ///
    /// # Errors
    /// The first misfit found: a zero size first, then the kind of input, then its sizes.
    pub const fn output(self, input: Shape) -> Result<Shape, Misfit> {
        let output = match self {
            Self::Unknown => return Err(Misfit::Zero(Argument::Layer)),
            Self::Dense { units, softmax, .. } => dense::output(input, units, softmax),
            Self::Conv2d {
                filters,
                kernel_size,
                strides,
                padding,
                softmax,
                ..
            } => conv2d::output(input, filters, kernel_size, strides, padding, softmax),
            Self::MaxPooling2d {
                pool_size,
                strides,
                padding,
            } => pooling::max_2d(input, pool_size, strides, padding),
            Self::GlobalAveragePooling2d => pooling::global_average_2d(input),
            Self::Activation { softmax } => elementwise::activation(input, softmax),
            Self::Dropout => Ok(input),
            Self::Flatten => reshaping::flatten(input),
            Self::Reshape(shape) => reshaping::reshape(input, shape),
        };
        match output {
            Ok(shape) => match (shape.values(), self.parameters(input)) {
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
    pub const fn output_in_model(self, input: Shape, parameters: usize) -> Result<(Shape, usize), Misfit> {
        match (self.output(input), self.parameters(input)) {
            (Err(misfit), _) => Err(misfit),
            (Ok(_), None) => Err(Misfit::TooLarge),
            (Ok(output), Some(more)) => match parameters.saturating_add(more) {
                all if all > MOST_PARAMETERS => Err(Misfit::TooManyParameters(all)),
                all => Ok((output, all)),
            },
        }
    }

    /// How many parameters training may change, for an input that fits; `None` where they are too many to address.
    pub const fn parameters(self, input: Shape) -> Option<usize> {
        match self {
            Self::Dense { units, use_bias, .. } => dense::parameters(input, units, use_bias),
            Self::Conv2d {
                filters,
                kernel_size,
                use_bias,
                ..
            } => conv2d::parameters(input, filters, kernel_size, use_bias),
            _ => Some(0),
        }
    }

    /// One of the sizes among the arguments, in their order; 1 beyond the last.
    pub const fn size(self, index: usize) -> usize {
        match self {
            Self::Dense { units, .. } => Shape::Vector(units).size(index),
            Self::Conv2d {
                filters,
                kernel_size,
                strides,
                ..
            } => match index {
                0 => filters,
                _ => window_size(kernel_size, strides, index - 1),
            },
            Self::MaxPooling2d { pool_size, strides, .. } => window_size(pool_size, strides, index),
            Self::Reshape(shape) => shape.size(index),
            _ => 1,
        }
    }

    /// The same layer with all sizes 1, in the place of one whose sizes are impossible.
    pub(crate) const fn smallest(self) -> Self {
        match self {
            Self::Dense { use_bias, softmax, .. } => Self::Dense {
                units: 1,
                use_bias,
                softmax,
            },
            Self::Conv2d {
                padding,
                use_bias,
                softmax,
                ..
            } => Self::Conv2d {
                filters: 1,
                kernel_size: (1, 1),
                strides: (1, 1),
                padding,
                use_bias,
                softmax,
            },
            Self::MaxPooling2d { padding, .. } => Self::MaxPooling2d {
                pool_size: (1, 1),
                strides: (1, 1),
                padding,
            },
            Self::Reshape(shape) => Self::Reshape(shape.ones()),
            other => other,
        }
    }

    /// What may come out although the layer does not fit: something with the right number of axes that a layer of this
    /// kind could give for this input.
    pub(crate) const fn guess(self, input: Shape) -> Shape {
        let [height, width, channels] = input.sizes();
        match self {
            Self::Unknown | Self::Activation { .. } | Self::Dropout => input,
            Self::Dense { units, .. } => Shape::Vector(units),
            Self::Conv2d {
                filters,
                strides: (vertical, horizontal),
                ..
            } => Shape::Image(with_padding(height, vertical), with_padding(width, horizontal), filters),
            Self::MaxPooling2d {
                strides: (vertical, horizontal),
                ..
            } => Shape::Image(
                with_padding(height, vertical),
                with_padding(width, horizontal),
                channels,
            ),
            Self::GlobalAveragePooling2d => Shape::Vector(channels),
            Self::Flatten => match input.values() {
                Some(values) => Shape::Vector(values),
                None => Shape::Vector(1),
            },
            Self::Reshape(shape) => {
                let values = match input.values() {
                    Some(values) => values,
                    None => 1,
                };
                match shape {
                    Shape::Vector(_) => Shape::Vector(values),
                    Shape::Sequence(..) => Shape::Sequence(1, values),
                    Shape::Image(..) => Shape::Image(1, 1, values),
                }
            }
        }
    }

    /// The output shape where it does not depend on the input: what the layers after a mistake can count on.
    pub const fn output_of_any_input(self) -> Option<Shape> {
        let shape = match self {
            Self::Dense { units, .. } => Shape::Vector(units),
            _ => return None,
        };
        if shape.has_zero() { None } else { Some(shape) }
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

const fn with_padding(input: usize, stride: usize) -> usize {
    if stride == 0 { input } else { input.div_ceil(stride) }
}

/// The output size along one axis of a moving window; the caller has seen to it that it fits.
const fn window(input: usize, window: usize, stride: usize, padding: Padding) -> usize {
    match padding {
        Padding::Valid => (input - window) / stride + 1,
        Padding::Same => input.div_ceil(stride),
    }
}
