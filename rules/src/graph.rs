//! A whole model, whose sizes only the compiler knows.

use crate::layers::Layer;
use crate::message::Message;
use crate::misfit::{Argument, Misfit, Place, zero};
use crate::shape::Shape;

/// No layer takes more values than this.
pub const MAX_INPUTS: usize = 12;

/// An input of a [`Graph`].
#[derive(Clone, Copy, Debug)]
pub struct Input {
    /// What messages call it: `Input<2>` of a sequence, the name of a function's parameter.
    pub value: Place<'static>,
    /// Its shape.
    pub shape: Shape,
}

/// One call of a layer in a [`Graph`].
#[derive(Clone, Copy, Debug)]
pub struct Call {
    /// The layer, as messages blame it.
    pub here: Place<'static>,
    /// What messages call the value that comes out.
    pub value: &'static str,
    /// What its rule must know.
    pub layer: Layer,
    /// The values that it takes: the inputs are counted first, then what the calls give.
    pub inputs: &'static [usize],
    /// The first call of this layer: this one, unless the layer is shared.
    pub first: usize,
}

/// What the rules say about one call.
#[derive(Clone, Copy, Debug)]
struct Checked {
    /// Why the layer does not fit what it is given.
    misfit: Option<Misfit>,
    /// The layer, and what comes out of it. After a misfit both are guesses of the right kind that fit each other: the
    /// mistake is an error already, but the model's types must still exist and make no second one.
    layer: Layer,
    output: Shape,
    /// Whether the output is no guess.
    is_known: bool,
}

/// `N` calls of layers over `I` inputs, every rule applied once, in order. A sequence is the graph in which each layer takes
/// what the one before gives.
///
/// After a layer that does not fit the values that depend on it are guesses, about which the graph is silent, so that one
/// mistake is one error, until a layer whose output depends on its own arguments alone.
#[derive(Clone, Copy, Debug)]
pub struct Graph<const I: usize, const N: usize> {
    inputs: [Input; I],
    calls: [Call; N],
    checked: [Checked; N],
}

impl<const I: usize, const N: usize> Graph<I, N> {
    /// Applies the rules.
    pub const fn new(inputs: [Input; I], calls: [Call; N]) -> Self {
        let checked = [Checked {
            misfit: None,
            layer: Layer::Unknown,
            output: Shape::Vector(1),
            is_known: false,
        }; N];
        let mut this = Self { inputs, calls, checked };
        let mut parameters = 0;
        let mut k = 0;
        while k < N {
            this.checked[k] = this.check(k, &mut parameters);
            k += 1;
        }
        this
    }

    const fn check(&self, k: usize, parameters: &mut usize) -> Checked {
        let call = self.calls[k];
        let (given, is_known) = self.given(call.inputs);
        let (given, _) = given.split_at(call.inputs.len());
        let is_first = call.first == k;
        let mut layer = if is_first {
            call.layer
        } else {
            self.checked[call.first].layer
        };
        let before = if is_first { *parameters } else { 0 };
        match (is_known, layer.output_in_model(given, before)) {
            (true, Ok((output, all))) => {
                if is_first {
                    *parameters = all;
                }
                let misfit = if is_first { None } else { self.other_shape(call, given) };
                Checked {
                    misfit,
                    layer,
                    output,
                    is_known: true,
                }
            }
            (true, Err(misfit)) => {
                if misfit.is_about_size() {
                    layer = layer.smallest();
                }
                Checked {
                    misfit: Some(misfit),
                    layer,
                    output: layer.guess(given),
                    // The forgotten `Flatten` leaves no doubt about what comes out.
                    is_known: misfit.leaves_output_known() && layer.output_of_any_input().is_some(),
                }
            }
            (false, result) => {
                let mut is_known = layer.output_of_any_input().is_some();
                if let Err(Misfit::Zero(_) | Misfit::TooLarge | Misfit::TooManyParameters(_)) = result {
                    layer = layer.smallest();
                    is_known = false;
                }
                Checked {
                    misfit: None,
                    layer,
                    output: layer.guess(given),
                    is_known,
                }
            }
        }
    }

    /// Whether a shared layer is called with another shape than the first time.
    const fn other_shape(&self, call: Call, given: &[Shape]) -> Option<Misfit> {
        let first = self.calls[call.first].inputs;
        let mut i = 0;
        while i < given.len() && i < first.len() {
            let (shape, is_known) = self.value(first[i]);
            if is_known && !shape.is(given[i]) {
                return Some(Misfit::CalledWithOtherShape(i, shape));
            }
            i += 1;
        }
        None
    }

    /// The shapes of some values, and whether all of them are known.
    const fn given(&self, values: &[usize]) -> ([Shape; MAX_INPUTS], bool) {
        let (mut shapes, mut all_known, mut i) = ([Shape::Vector(1); MAX_INPUTS], true, 0);
        while i < values.len() {
            let (shape, is_known) = self.value(values[i]);
            shapes[i] = shape;
            all_known = all_known && is_known;
            i += 1;
        }
        (shapes, all_known)
    }

    /// The shape of a value, and whether it is known.
    const fn value(&self, value: usize) -> (Shape, bool) {
        if value < I {
            let shape = self.inputs[value].shape;
            if shape.has_zero() || shape.values().is_none() {
                (shape.ones(), false)
            } else {
                (shape, true)
            }
        } else {
            let checked = self.checked[value - I];
            (checked.output, checked.is_known)
        }
    }

    /// Why the layer of this call does not fit, unless [a size](Self::check_size) or [its softmax](Self::check_softmax) is
    /// to blame.
    pub const fn check_layer(&self, call: usize) -> Option<Message> {
        self.blame(call, Argument::Layer)
    }

    /// Why the softmax of the layer of this call makes no sense.
    pub const fn check_softmax(&self, call: usize) -> Option<Message> {
        self.blame(call, Argument::Activation)
    }

    /// Whether a size of an input, or of the layer that gives a value, is zero. `index` counts the sizes; the message names
    /// the argument and what is written there.
    pub const fn check_size(&self, value: usize, index: usize, argument: &str, written: &str) -> Option<Message> {
        let (size, place) = if value < I {
            (self.inputs[value].shape.size(index), self.inputs[value].value)
        } else {
            let call = self.calls[value - I];
            (call.layer.size(index), call.here)
        };
        if size == 0 {
            Some(zero(place, argument, written))
        } else {
            None
        }
    }

    /// One size of a value.
    pub const fn size(&self, value: usize, axis: usize) -> usize {
        self.value(value).0.size(axis)
    }

    /// How many axes a value has.
    pub const fn rank(&self, value: usize) -> usize {
        self.value(value).0.rank()
    }

    /// One of a value's three sizes, missing ones in front being 1.
    pub const fn padded_size(&self, value: usize, axis: usize) -> usize {
        self.value(value).0.sizes()[axis]
    }

    /// The size of a value's last axis: features or channels.
    pub const fn channels(&self, value: usize) -> usize {
        self.value(value).0.channels()
    }

    /// An axis in Keras's count, where the batch is 0 and −1 the last, among those of a value. One that is not there is an error
    /// of the layer that names it; here it is the first.
    pub const fn axis(&self, value: usize, axis: isize) -> usize {
        match crate::layers::axis_of(axis, self.value(value).0) {
            Some(axis) => axis,
            None => 0,
        }
    }

    /// Several such axes as the bits of a number. An axis of 0 is none.
    pub const fn any_axis_bits(&self, value: usize, first: isize, second: isize, third: isize) -> usize {
        let axes = [first, second, third];
        let (mut bits, mut i) = (0, 0);
        while i < axes.len() {
            if axes[i] != 0 {
                bits |= 1 << self.axis(value, axes[i]);
            }
            i += 1;
        }
        bits
    }

    /// The same; 0 for the last alone.
    pub const fn axis_bits(&self, value: usize, first: isize, second: isize, third: isize) -> usize {
        let bits = self.any_axis_bits(value, first, second, third);
        if bits == 1 << (self.rank(value) - 1) { 0 } else { bits }
    }

    /// One of the sizes among the arguments of the layer that gives a value.
    pub const fn argument(&self, value: usize, index: usize) -> usize {
        self.checked[value - I].layer.size(index)
    }

    /// The size that the layer which gives a value derives from its arguments and inputs.
    pub const fn derived(&self, value: usize) -> usize {
        let (given, _) = self.given(self.calls[value - I].inputs);
        let (given, _) = given.split_at(self.calls[value - I].inputs.len());
        self.checked[value - I].layer.derived(given)
    }

    const fn blame(&self, call: usize, argument: Argument) -> Option<Message> {
        let Some(misfit) = self.checked[call].misfit else {
            return None;
        };
        if matches!(misfit, Misfit::Zero(_)) || misfit.argument() as usize != argument as usize {
            return None;
        }
        let call = self.calls[call];
        let (given, _) = self.given(call.inputs);
        let (given, _) = given.split_at(call.inputs.len());
        let (mut before, mut i) = ([call.here; MAX_INPUTS], 0);
        while i < call.inputs.len() {
            before[i] = self.place(call.inputs[i]);
            i += 1;
        }
        let (before, _) = before.split_at(call.inputs.len());
        Some(misfit.message(call.here, before, given))
    }

    const fn place(&self, value: usize) -> Place<'static> {
        if value < I {
            return self.inputs[value].value;
        }
        let call = self.calls[value - I];
        Place {
            position: call.here.position,
            source: call.value,
        }
    }
}
