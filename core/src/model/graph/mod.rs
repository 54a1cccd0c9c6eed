//! A model as a graph: which layer takes which values, and where each value lies while a prediction is computed.

mod plan;
#[cfg(all(test, feature = "std"))]
mod tests;
mod values;

use self::plan::Place;
pub use self::plan::{Places, Plan};
pub(crate) use self::values::Call;
pub use self::values::Values;
use crate::layers::Layer;
use crate::shape::Shape;

/// A graph of calls of layers. Values are counted: the inputs first, then what each call gives.
#[derive(Debug, Clone, Copy)]
pub struct Graph {
    /// The inputs.
    pub inputs: &'static [Input],
    /// The calls, in order.
    pub nodes: &'static [Node],
    /// The values that are outputs.
    pub outputs: &'static [usize],
}

impl Graph {
    /// The graph of a model that a mistake leaves open.
    pub const EMPTY: Self = Self {
        inputs: &[],
        nodes: &[],
        outputs: &[],
    };

    /// How many numbers a value has.
    pub const fn len_of(&self, value: usize) -> usize {
        if value < self.inputs.len() {
            self.inputs[value].len
        } else {
            self.nodes[value - self.inputs.len()].len
        }
    }

    /// Whether each call takes what the one before gives, and nothing else.
    pub(crate) const fn is_path(&self) -> bool {
        let mut k = 0;
        while k < self.nodes.len() {
            let node = &self.nodes[k];
            if node.inputs.len() != 1 || node.inputs[0] != k || node.layer != k {
                return false;
            }
            k += 1;
        }
        self.inputs.len() == 1
    }

    /// Which output a value is.
    const fn output(&self, value: usize) -> Option<usize> {
        let mut i = 0;
        while i < self.outputs.len() {
            if self.outputs[i] == value {
                return Some(i);
            }
            i += 1;
        }
        None
    }
}

/// An input of a model.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Input {
    /// Its name: `input`, or that of a function's parameter.
    pub name: &'static str,
    /// Its sizes.
    pub sizes: &'static [usize],
    /// How many numbers it has.
    pub len: usize,
    /// Whether they are whole numbers, `u32`s.
    pub is_indices: bool,
}

impl Input {
    /// An input of this shape.
    pub const fn of<S: Shape>(name: &'static str) -> Self {
        Self {
            name,
            sizes: S::DIMS,
            len: S::LEN,
            is_indices: S::IS_INDICES,
        }
    }
}

/// One call of a layer.
#[derive(Debug, Clone, Copy)]
pub struct Node {
    /// Which of the model's layers it is.
    pub layer: usize,
    /// The values that it takes.
    pub inputs: &'static [usize],
    /// How many numbers it gives.
    pub len: usize,
    /// Whether it gives what it takes, in another shape.
    pub renames: bool,
    /// Whether it can compute where its first input lies.
    pub in_place: bool,
    /// The numbers that the layer itself needs room for.
    pub scratch: usize,
    /// The multiply-adds of one sample.
    pub macs: usize,
    /// [`Layer::BARRIERS`]
    pub barriers: usize,
    /// [`Layer::SHARED`]
    pub shared: bool,
    /// [`Layer::VOCABULARY`]
    pub vocabulary: Option<usize>,
}

impl Node {
    /// A call of the layer `L`, the model's layer with this number, with these values.
    pub const fn of<L: Layer>(layer: usize, inputs: &'static [usize]) -> Self {
        Self {
            layer,
            inputs,
            len: <L::Output as Shape>::LEN,
            renames: L::RENAMES,
            in_place: L::IN_PLACE,
            scratch: L::SCRATCH,
            macs: L::MACS,
            barriers: L::BARRIERS,
            shared: L::SHARED,
            vocabulary: L::VOCABULARY,
        }
    }
}
