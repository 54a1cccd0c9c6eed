//! A whole stack of layers, whose sizes only the compiler knows.

use crate::layers::Layer;
use crate::message::Message;
use crate::misfit::{Argument, Misfit, Place, zero};
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
struct Checked {
    /// What the layer does not fit, and why.
    misfit: Option<(Misfit, Shape)>,
    /// What comes out of it. After a misfit it is a guess with the right number of axes: the mistake is an error
    /// already, but the model's types must still exist.
    output: Shape,
}

/// `N` layers one after another, every rule applied once.
///
/// After a layer that does not fit the chain stays silent, so that one mistake is one error, until a layer whose
/// output depends on its own arguments alone.
#[derive(Clone, Copy, Debug)]
pub struct Chain<const N: usize> {
    before: Place<'static>,
    input: Shape,
    steps: [Step; N],
    checked: [Checked; N],
}

impl<const N: usize> Chain<N> {
    /// Applies the rules to the layers that follow `before`, which gives the shape `input`.
    pub const fn new(before: Place<'static>, input: Shape, steps: [Step; N]) -> Self {
        let mut checked = [Checked {
            misfit: None,
            output: input,
        }; N];
        let mut is_known = !input.has_zero() && input.values().is_some();
        let mut given = input;
        let mut i = 0;
        while i < N {
            let layer = steps[i].layer;
            if is_known {
                match layer.output(given) {
                    Ok(output) => given = output,
                    Err(misfit) => {
                        checked[i].misfit = Some((misfit, given));
                        given = layer.guess(given);
                        // The forgotten `Flatten` leaves no doubt about what comes out.
                        is_known = matches!(misfit, Misfit::NeedsVector) && layer.output_of_any_input().is_some();
                    }
                }
            } else {
                given = layer.guess(given);
                is_known = layer.output_of_any_input().is_some();
            }
            checked[i].output = given;
            i += 1;
        }
        Self {
            before,
            input,
            steps,
            checked,
        }
    }

    /// Why the layer at this position does not fit, unless [a size](Self::check_size) or [its
    /// softmax](Self::check_softmax) is to blame.
    pub const fn check_layer(&self, position: usize) -> Option<Message> {
        self.blame(position, Argument::Layer)
    }

    /// Why the softmax of the layer at this position makes no sense.
    pub const fn check_softmax(&self, position: usize) -> Option<Message> {
        self.blame(position, Argument::Activation)
    }

    /// Whether a size of the layer at this position is zero: an argument's, which is written in this way.
    pub const fn check_size(&self, position: usize, argument: &str, written: &str, size: usize) -> Option<Message> {
        if size == 0 {
            Some(zero(self.place(position), argument, written))
        } else {
            None
        }
    }

    const fn blame(&self, position: usize, argument: Argument) -> Option<Message> {
        let Some((misfit, given)) = self.checked[self.index(position)].misfit else {
            return None;
        };
        if matches!(misfit, Misfit::Zero(_)) || misfit.argument() as usize != argument as usize {
            return None;
        }
        Some(misfit.message(self.place(position), self.place(position - 1), given))
    }

    /// One size of what comes out of the layer at this position.
    pub const fn size(&self, position: usize, axis: usize) -> usize {
        let shape = if position == self.before.position {
            self.input
        } else {
            self.checked[self.index(position)].output
        };
        let sizes = shape.sizes();
        sizes[(axis + sizes.len() - shape.rank()) % sizes.len()]
    }

    /// How many values lie under the kernel of the layer at this position.
    pub const fn patch(&self, position: usize) -> usize {
        let channels = self.size(position - 1, 2);
        match self.steps[self.index(position)].layer {
            Layer::Conv2d {
                kernel_size: (height, width),
                ..
            } => channels.saturating_mul(height).saturating_mul(width),
            _ => channels,
        }
    }

    const fn index(&self, position: usize) -> usize {
        position - self.before.position - 1
    }

    const fn place(&self, position: usize) -> Place<'static> {
        if position == self.before.position {
            return self.before;
        }
        Place {
            position,
            source: self.steps[self.index(position)].source,
        }
    }
}
