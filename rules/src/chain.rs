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
    /// Why the layer does not fit what it is given.
    misfit: Option<(Misfit, Shape)>,
    /// The layer, and what comes out of it. After a misfit both are guesses of the right kind that fit each other: the
    /// mistake is an error already, but the model's types must still exist and make no second one.
    layer: Layer,
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
        let mut is_known = !input.has_zero() && input.values().is_some();
        let mut given = if is_known { input } else { input.ones() };
        let mut checked = [Checked {
            misfit: None,
            layer: Layer::Unknown,
            output: given,
        }; N];
        let mut parameters = 0;
        let mut i = 0;
        while i < N {
            let mut layer = steps[i].layer;
            match (is_known, layer.output_in_model(given, parameters)) {
                (true, Ok((output, all))) => {
                    given = output;
                    parameters = all;
                }
                (true, Err(misfit)) => {
                    checked[i].misfit = Some((misfit, given));
                    if misfit.is_about_size() {
                        layer = layer.smallest();
                    }
                    given = layer.guess(given);
                    // The forgotten `Flatten` leaves no doubt about what comes out.
                    is_known = matches!(misfit, Misfit::NeedsVector) && layer.output_of_any_input().is_some();
                }
                (false, result) => {
                    is_known = layer.output_of_any_input().is_some();
                    if let Err(Misfit::Zero(_) | Misfit::TooLarge | Misfit::TooManyParameters(_)) = result {
                        layer = layer.smallest();
                        is_known = false;
                    }
                    given = layer.guess(given);
                }
            }
            checked[i].layer = layer;
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

    /// Whether a size of the layer at this position is zero. `index` counts the layer's sizes; the message names the
    /// argument and what is written there.
    pub const fn check_size(&self, position: usize, index: usize, argument: &str, written: &str) -> Option<Message> {
        let size = if position == self.before.position {
            self.input.size(index)
        } else {
            self.steps[self.index(position)].layer.size(index)
        };
        if size == 0 {
            Some(zero(self.place(position), argument, written))
        } else {
            None
        }
    }

    /// One size of what comes out of the layer at this position.
    pub const fn size(&self, position: usize, axis: usize) -> usize {
        self.output(position).size(axis)
    }

    /// One of the sizes among the arguments of the layer at this position.
    pub const fn argument(&self, position: usize, index: usize) -> usize {
        self.checked[self.index(position)].layer.size(index)
    }

    /// How many values lie under the kernel of the layer at this position.
    pub const fn patch(&self, position: usize) -> usize {
        let channels = self.output(position - 1).channels();
        match self.checked[self.index(position)].layer {
            Layer::Conv2d {
                kernel_size: (height, width),
                ..
            } => channels * height * width,
            _ => channels,
        }
    }

    const fn output(&self, position: usize) -> Shape {
        if position > self.before.position {
            self.checked[self.index(position)].output
        } else if self.input.has_zero() || self.input.values().is_none() {
            self.input.ones()
        } else {
            self.input
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
