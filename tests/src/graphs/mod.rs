//! Graphs of layers as plain data: drawn at random, written as `functional!`, and computed on `Vec`s, straight from the
//! definitions of the layers.

mod draw;
mod number;
mod program;
mod render;

pub use draw::{graphs, inner_models};
pub use number::Number;
pub use program::{Batch, Run};
pub use render::render;

/// The sizes of a value, without the batch.
pub type Shape = Vec<usize>;

/// A model: values are counted, the inputs first, then what each call gives.
#[derive(Debug, Clone)]
pub struct Graph {
    /// The name of its struct.
    pub name: String,
    /// The shapes of the inputs.
    pub inputs: Vec<Shape>,
    /// Each layer once, in the order of their first calls.
    pub layers: Vec<Layer>,
    /// The calls, in order.
    pub calls: Vec<Call>,
    /// The values that come out, each with its loss.
    pub outputs: Vec<(usize, Loss)>,
}

/// A layer with its arguments.
#[derive(Debug, Clone)]
pub enum Layer {
    /// `Dense<units, activation, use_bias = …>`
    Dense {
        /// The size of what comes out.
        units: usize,
        /// The function behind it.
        activation: Activation,
        /// Whether there is a bias.
        use_bias: bool,
    },
    /// An activation alone.
    Activation(Activation),
    /// `Flatten`
    Flatten,
    /// `Reshape<…>`
    Reshape(Shape),
    /// `Add` and its like.
    Merge(Merge),
    /// `Concatenate(…, axis = …)`, the axis in Keras's count.
    Concatenate(isize),
    /// `Dot(a, b, axes = …, normalize = …)`
    Dot {
        /// One axis of each value, in Keras's count.
        axes: (isize, isize),
        /// Whether both are first divided by their norms.
        normalize: bool,
    },
    /// `Model<…>`
    Model(Box<Graph>),
}

/// A function of each number; `Softmax` of a run along the last axis.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs, reason = "Keras's names")]
pub enum Activation {
    Linear,
    Relu,
    LeakyRelu,
    Elu,
    Selu,
    Silu,
    Tanh,
    Sigmoid,
    HardSigmoid,
    Softplus,
    Softmax,
    Exponential,
}

/// A function of several values of one shape.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs, reason = "Keras's names")]
pub enum Merge {
    Add,
    Subtract,
    Multiply,
    Average,
    Maximum,
    Minimum,
}

/// One call of a layer.
#[derive(Debug, Clone)]
pub struct Call {
    /// Its place among the layers.
    pub layer: usize,
    /// The values that it takes.
    pub inputs: Vec<usize>,
}

/// The loss of an output.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Loss {
    /// The mean of squared errors, behind its own head or behind another.
    MeanSquaredError {
        /// Whether the output ends without an activation.
        is_paired: bool,
    },
    /// Behind a sigmoid.
    BinaryCrossentropy,
    /// Behind a softmax.
    CategoricalCrossentropy,
}

impl Graph {
    /// The shape of each value.
    pub fn shapes(&self) -> Vec<Shape> {
        let mut shapes = self.inputs.clone();
        for call in &self.calls {
            let given: Vec<&Shape> = call.inputs.iter().map(|&value| &shapes[value]).collect();
            let shape = self.layers[call.layer].output(&given);
            shapes.push(shape);
        }
        shapes
    }

    /// How many parameters there are.
    ///
    /// # Panics
    /// Where a layer is never called.
    pub fn parameters(&self) -> usize {
        let shapes = self.shapes();
        let of_layer = |(number, layer): (usize, &Layer)| {
            let first = self.calls.iter().find(|call| call.layer == number);
            let input = &shapes[first.expect("each layer is called").inputs[0]];
            layer.parameters(input)
        };
        self.layers.iter().enumerate().map(of_layer).sum()
    }

    /// How much the loss of each output counts.
    pub fn loss_weights(&self) -> Vec<f64> {
        // Those of a model with one input and one output cannot be set.
        let is_plain = self.inputs.len() == 1 && self.outputs.len() == 1;
        let weight = |output: usize| if is_plain { 1.0 } else { 1.0 - 0.3 * output as f64 };
        (0..self.outputs.len()).map(weight).collect()
    }
}

impl Layer {
    /// The shape that comes out, of shapes that fit.
    pub fn output(&self, given: &[&Shape]) -> Shape {
        match self {
            Self::Dense { units, .. } => vec![*units],
            Self::Activation(_) | Self::Merge(_) => given[0].clone(),
            Self::Flatten => vec![given[0].iter().product()],
            Self::Reshape(shape) => shape.clone(),
            Self::Concatenate(axis) => {
                let axis = axis_of(*axis, given[0]);
                let mut shape = given[0].clone();
                shape[axis] = given.iter().map(|given| given[axis]).sum();
                shape
            }
            Self::Dot { axes, .. } => {
                let mut shape = without(given[0], axis_of(axes.0, given[0]));
                shape.extend(without(given[1], axis_of(axes.1, given[1])));
                if shape.is_empty() { vec![1] } else { shape }
            }
            Self::Model(model) => {
                let shapes = model.shapes();
                shapes[model.outputs[0].0].clone()
            }
        }
    }

    fn parameters(&self, input: &Shape) -> usize {
        match self {
            Self::Dense { units, use_bias, .. } => units * (input[0] + usize::from(*use_bias)),
            Self::Model(model) => model.parameters(),
            _ => 0,
        }
    }
}

/// An axis counted from 0, of one in Keras's count: the batch is 0, and −1 is the last.
fn axis_of(axis: isize, shape: &Shape) -> usize {
    let from_end = shape.len().checked_add_signed(axis);
    usize::try_from(axis - 1)
        .ok()
        .or(from_end)
        .expect("an axis of the shape")
}

fn without(shape: &Shape, axis: usize) -> Shape {
    let mut shape = shape.clone();
    shape.remove(axis);
    shape
}

#[cfg(test)]
mod tests {
    use super::{graphs, inner_models, render};

    #[test]
    fn the_models_are_those_that_are_drawn() {
        let source = render(&inner_models(), &graphs());
        let file = crate::folder().with_file_name("tests").join("random_graphs/graphs.rs");
        if std::env::var_os("LAYERPROOF_BLESS").is_some() {
            std::fs::write(&file, &source).expect("the file can be written");
        }
        let written = std::fs::read_to_string(&file).expect("the file can be read");
        assert!(
            written == source,
            "write it anew: LAYERPROOF_BLESS=1 cargo test -p layerproof-tests --lib"
        );
    }
}
