//! A whole stack of layers, whose sizes only the compiler knows.

use crate::layers::Layer;
use crate::message::Message;
use crate::misfit::{Misfit, Place};
use crate::shape::Shape;

/// One layer of a [`Chain`].
#[derive(Clone, Copy, Debug)]
pub struct Step {
    /// The layer as the user wrote it.
    pub source: &'static str,
    /// What its rule must know.
    pub layer: Layer,
}

/// What the rules say about one layer of a stack.
#[derive(Clone, Copy, Debug)]
enum Checked {
    /// It fits, and this comes out.
    Fits(Shape),
    /// It does not fit this input.
    Misfit(Misfit, Shape),
    /// A layer before it does not fit, so that nothing can be said.
    Poisoned,
}

/// A stack of `N` layers after their input, every rule applied once.
///
/// After a layer that does not fit the chain stays silent, so that one mistake is one error, until a layer whose
/// output depends on its own arguments alone.
#[derive(Clone, Copy, Debug)]
pub struct Chain<const N: usize> {
    input: Step,
    steps: [Step; N],
    checked: [Checked; N],
}

impl<const N: usize> Chain<N> {
    /// Applies the rules. `input` is written as the user wrote it.
    pub const fn new(input: &'static str, shape: Shape, steps: [Step; N]) -> Self {
        let mut checked = [Checked::Poisoned; N];
        let mut known = match (shape.has_zero(), shape.values()) {
            (false, Some(_)) => Some(shape),
            _ => None,
        };
        let mut i = 0;
        while i < N {
            let layer = steps[i].layer;
            (checked[i], known) = match known {
                None => (Checked::Poisoned, layer.output_of_any_input()),
                Some(given) => match layer.output(given) {
                    Ok(shape) => (Checked::Fits(shape), Some(shape)),
                    Err(misfit @ Misfit::NeedsVector) => (Checked::Misfit(misfit, given), layer.output_of_any_input()),
                    Err(misfit) => (Checked::Misfit(misfit, given), None),
                },
            };
            i += 1;
        }
        Self {
            input: Step {
                source: input,
                layer: Layer::Reshape(shape),
            },
            steps,
            checked,
        }
    }

    /// What is wrong with the layer at this position, counted from 1; zero sizes have [their own
    /// message](crate::zero).
    pub const fn misfit(&self, position: usize) -> Option<Message> {
        match self.checked[position - 1] {
            Checked::Misfit(Misfit::Zero(_), _) | Checked::Fits(_) | Checked::Poisoned => None,
            Checked::Misfit(misfit, given) => {
                Some(misfit.message(self.place(position), self.place(position - 1), given))
            }
        }
    }

    /// What comes out of the layer at this position, counted from 1; 0 is the input. Where a misfit leaves it open,
    /// a single value stands in: the misfit is an error already, and the model's type must still exist.
    pub const fn shape(&self, position: usize) -> Shape {
        let known = match position {
            0 => self.input.layer.output_of_any_input(),
            _ => match self.checked[position - 1] {
                Checked::Fits(shape) => Some(shape),
                _ => self.steps[position - 1].layer.output_of_any_input(),
            },
        };
        match known {
            Some(shape) => shape,
            None => Shape::Image(1, 1, 1),
        }
    }

    const fn place(&self, position: usize) -> Place<'static> {
        let step = if position == 0 {
            self.input
        } else {
            self.steps[position - 1]
        };
        Place {
            position,
            source: step.source,
        }
    }
}
