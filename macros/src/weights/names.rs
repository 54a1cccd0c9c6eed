//! Which tensor is which parameter.
//!
//! | whose file | names |
//! |---|---|
//! | our own | `dense_1.kernel`, `dense_1.bias`: the field's name |
//! | Keras's | `model/dense/kernel`, `model/dense_1/kernel`: a layer that is named in the model by that name, others by Keras's own count |
//! | PyTorch's | `0.weight`, `0.bias`, `1.running_var`: in the order of their numbers; `fc1.weight`: the field's name |
//!
//! Of a recurrent layer Keras's names have one part more, `model/lstm/lstm_cell/kernel`, and PyTorch's are `lstm.weight_ih_l0`,
//! `lstm.weight_hh_l0`, `lstm.bias_ih_l0` and `lstm.bias_hh_l0`.

use layerproof_rules::safetensors::{File, Tensor};

use super::parameters::{Cell, Parameter, Side};

/// What was found for a parameter.
#[derive(Clone, Copy, Debug)]
pub(super) struct Found<'a> {
    pub(super) tensor: Tensor<'a>,
    /// The bias of the state's product, where PyTorch has one beside that of the inputs' product.
    pub(super) of_state: Option<Tensor<'a>>,
}

impl<'a> Found<'a> {
    pub(super) fn tensors(&self) -> impl Iterator<Item = &Tensor<'a>> {
        [Some(&self.tensor), self.of_state.as_ref()].into_iter().flatten()
    }
}

/// A tensor with its name taken apart.
struct Named<'a> {
    tensor: Tensor<'a>,
    /// What stands before the layer.
    outside: String,
    layer: String,
    parameter: String,
    is_path: bool,
    side: Side,
}

impl<'a> Named<'a> {
    fn new(tensor: Tensor<'a>) -> Self {
        let name = tensor.name.to_string();
        // TensorFlow's variables end with the number of an output.
        let name = name.strip_suffix(":0").unwrap_or(&name);
        let is_path = name.contains('/');
        let separator = if is_path { '/' } else { '.' };
        let (before, parameter) = name.rsplit_once(separator).unwrap_or(("", name));
        let (mut outside, mut layer) = before.rsplit_once(separator).unwrap_or(("", before));
        if is_path && ["lstm_cell", "gru_cell", "simple_rnn_cell"].contains(&layer) {
            (outside, layer) = outside.rsplit_once(separator).unwrap_or(("", outside));
        }
        // In a `Bidirectional` and in a `TimeDistributed` there is a layer more.
        let mut side = match layer.split_once('_') {
            Some(("forward", _)) => Side::Forward,
            Some(("backward", _)) => Side::Backward,
            _ => Side::Only,
        };
        let is_inside = is_path
            && outside
                .rsplit(separator)
                .next()
                .is_some_and(|of| of.starts_with("time_distributed"));
        if side != Side::Only && !outside.is_empty() || is_inside {
            (outside, layer) = outside.rsplit_once(separator).unwrap_or(("", outside));
        } else {
            side = Side::Only;
        }
        let (parameter, is_reversed) = match parameter.strip_suffix("_reverse") {
            Some(parameter) => (parameter, true),
            None => (parameter, false),
        };
        if is_reversed {
            side = Side::Backward;
        }
        Self {
            tensor,
            outside: outside.to_owned(),
            layer: layer.to_owned(),
            parameter: parameter.to_owned(),
            is_path,
            side,
        }
    }

    /// Whether it is a parameter of this layer of a `Bidirectional`: PyTorch gives a name to the one that goes backward alone.
    fn is_on(&self, side: Side) -> bool {
        let is_torch = self.parameter.ends_with("_l0");
        self.side == side || is_torch && self.side == Side::Only && side == Side::Forward
    }

    fn is(&self, parameter: &Parameter) -> bool {
        if !self.is_on(parameter.side) {
            return false;
        }
        let own = parameter.own_name();
        match self.parameter.as_str() {
            "weight_ih_l0" => own == "kernel",
            "weight_hh_l0" => own == "recurrent_kernel",
            "bias_ih_l0" => own == "bias" && parameter.cell != Cell::None,
            "weight" => ["kernel", "gamma", "scale"].contains(&own),
            "bias" => ["bias", "beta"].contains(&own),
            "running_mean" => own == "moving_mean",
            "running_var" => own == "moving_variance",
            name => name == own,
        }
    }
}

/// For each parameter its tensor, and the tensors that are nobody's.
pub(super) fn find<'a>(file: &File<'a>, expected: &[Parameter]) -> (Vec<Option<Found<'a>>>, Vec<Tensor<'a>>) {
    let mut named: Vec<Named<'a>> = file.tensors().map(Named::new).collect();
    let layers = layers(&named, expected);
    let mut found = Vec::new();
    for parameter in expected {
        let layer = layers.get(parameter.layer).and_then(Option::as_deref);
        let place = named
            .iter()
            .position(|named| Some(named.layer.as_str()) == layer && named.is(parameter));
        let tensor = place.map(|place| named.swap_remove(place));
        let of_state = tensor
            .as_ref()
            .filter(|first| first.parameter == "bias_ih_l0")
            .and_then(|_| {
                let is_second = |named: &Named<'_>| {
                    Some(named.layer.as_str()) == layer
                        && named.parameter == "bias_hh_l0"
                        && named.is_on(parameter.side)
                };
                let place = named.iter().position(is_second)?;
                Some(named.swap_remove(place).tensor)
            });
        found.push(tensor.map(|first| Found {
            tensor: first.tensor,
            of_state,
        }));
    }
    // PyTorch's batch normalisation counts its mini-batches; nothing here depends on it.
    named.retain(|named| named.parameter != "num_batches_tracked");
    let mut surplus: Vec<Tensor<'a>> = named.into_iter().map(|named| named.tensor).collect();
    surplus.sort_by_key(super::name);
    (found, surplus)
}

/// What each layer of the model is called in the file.
fn layers(named: &[Named<'_>], expected: &[Parameter]) -> Vec<Option<String>> {
    let count = expected.last().map_or(0, |parameter| parameter.layer + 1);
    let mut layers = vec![None; count];
    // The first parameter of each layer: the kernel, where there is one.
    let mut kernels: Vec<&Parameter> = expected.iter().collect();
    kernels.sort_by_key(|parameter| parameter.layer);
    kernels.dedup_by_key(|parameter| parameter.layer);
    let by_number = numbers(named);
    let is_path = named.iter().any(|named| named.is_path);
    for (i, parameter) in kernels.iter().enumerate() {
        let name = match (&by_number, &parameter.stem) {
            (Some(numbers), _) => numbers.get(i).cloned(),
            (None, Some(stem)) if is_path => {
                let before = kernels
                    .iter()
                    .take(i)
                    .filter(|other| other.stem.as_ref() == Some(stem))
                    .count();
                counted(named, expected, stem).get(before).cloned()
            }
            _ => Some(parameter.layer_name.clone()),
        };
        if let Some(layer) = layers.get_mut(parameter.layer) {
            *layer = name;
        }
    }
    layers
}

/// The layers of a file that calls them by numbers, in order; `None` for any other file.
fn numbers(named: &[Named<'_>]) -> Option<Vec<String>> {
    let first = named.first()?;
    let mut numbers = Vec::new();
    for named in named {
        let number: u32 = named.layer.parse().ok()?;
        if named.is_path || named.outside != first.outside {
            return None;
        }
        numbers.push((number, named.layer.clone()));
    }
    numbers.sort();
    numbers.dedup();
    Some(numbers.into_iter().map(|(_, layer)| layer).collect())
}

/// The layers that Keras counted: `dense`, `dense_1`, `dense_2`, from whatever number on.
fn counted(named: &[Named<'_>], expected: &[Parameter], stem: &str) -> Vec<String> {
    let mut counted = Vec::new();
    for named in named {
        let is_given = |parameter: &Parameter| parameter.stem.is_none() && parameter.layer_name == named.layer;
        let Some(rest) = named
            .layer
            .strip_prefix(stem)
            .filter(|_| !expected.iter().any(is_given))
        else {
            continue;
        };
        let number = match rest.strip_prefix('_') {
            Some(number) => number.parse::<u32>().ok(),
            None => rest.is_empty().then_some(0),
        };
        if let Some(number) = number {
            counted.push((number, named.layer.clone()));
        }
    }
    counted.sort();
    counted.dedup();
    counted.into_iter().map(|(_, layer)| layer).collect()
}
