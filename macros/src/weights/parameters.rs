//! The parameters that a model asks for.

use layerproof_rules as rules;
use layerproof_rules::safetensors::Dims;

use crate::check::Output;
use crate::layers::{self, Order, ParameterAxis};
use crate::model::{Layer, Model, Name};
use crate::values::Values;

/// One parameter, in the model's order.
#[derive(Debug)]
pub(super) struct Parameter {
    /// `dense_1.kernel`
    pub(super) name: String,
    /// `dense_1`
    pub(super) layer_name: String,
    /// The stem of a name that was generated: `dense`.
    pub(super) stem: Option<String>,
    /// The place of its layer among all layers, from 0.
    pub(super) layer: usize,
    /// Whether PyTorch has its axes in another order.
    pub(super) is_kernel: bool,
    /// Whose gates its numbers are for.
    pub(super) cell: Cell,
    /// Whether the kernel has results of each channel by itself.
    pub(super) is_depthwise: bool,
    /// Whose of the two layers of a `Bidirectional` it is.
    pub(super) side: Side,
    /// In Keras's order.
    pub(super) shape: Dims,
    /// What PyTorch makes of the inputs.
    pub(super) inputs: Inputs,
}

impl Parameter {
    /// `kernel`
    pub(super) fn own_name(&self) -> &str {
        self.name.rsplit('.').next().unwrap_or_default()
    }
}

/// One of the two layers of a `Bidirectional`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Side {
    /// There is one layer.
    Only,
    Forward,
    Backward,
}

impl Side {
    /// Those of a layer.
    fn of(values: &Values) -> &'static [Self] {
        if values.count("directions") == 2 {
            &[Self::Forward, Self::Backward]
        } else {
            &[Self::Only]
        }
    }

    /// What stands before the name of a parameter.
    const fn prefix(self) -> &'static str {
        match self {
            Self::Only => "",
            Self::Forward => "forward_layer.",
            Self::Backward => "backward_layer.",
        }
    }
}

/// What is known of the gates that numbers are for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Cell {
    /// There are none.
    None,
    /// Their order is the same in Keras and PyTorch, which has two biases that are added up.
    SameOrder,
    /// z, r, g in Keras and r, z, g in PyTorch, each with its two biases.
    Gru,
    /// The reset gate comes before the product, as in no GRU of PyTorch's.
    GruBefore,
}

impl Cell {
    fn of(entry: &layers::Entry, values: &Values) -> Self {
        match values.word("of_type").unwrap_or(entry.name) {
            "SimpleRnn" | "Lstm" => Self::SameOrder,
            "Gru" if values.flag("reset_after") => Self::Gru,
            "Gru" => Self::GruBefore,
            _ => Self::None,
        }
    }
}

/// The order of the numbers that a kernel takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Inputs {
    /// The same in Keras and PyTorch.
    Same,
    /// An image, flattened: height, width and channels here, channels, height and width there.
    Flattened(usize, usize, usize),
    /// Unknown: something was reshaped.
    Reshaped,
}

/// All parameters; `None` where only the compiler knows a size.
pub(super) fn all(model: &Model, outputs: &[Output]) -> Option<Vec<Parameter>> {
    let known = |value: usize| match outputs.get(value) {
        Some(Output::Known(shape)) => Some(*shape),
        _ => None,
    };
    let mut parameters = Vec::new();
    let mut orders = vec![Inputs::Same; model.inputs.len()];
    for (number, call, layer, value) in model.calls() {
        let (entry, values) = (layer.entry()?, layer.values()?);
        let (first, output) = (*call.inputs.first()?, known(value)?);
        let given = known(first)?;
        let before = call
            .inputs
            .iter()
            .map(|value| orders.get(*value).copied().unwrap_or(Inputs::Reshaped));
        let inputs = same_for_all(before);
        if call.first == number {
            let (entry, values, given, output) = match values.inner() {
                Some(inner) => (layers::of_inner(inner)?, &inner.values, step(given), step(output)),
                None => (entry, values, given, output),
            };
            for side in Side::of(values) {
                for parameter in entry.parameters {
                    if parameter.only_if.is_none_or(|flag| values.flag(flag)) {
                        let of_layer = Own {
                            parameter,
                            side: *side,
                            cell: Cell::of(entry, values),
                        };
                        let shape = shape(parameter, values, given, output)?;
                        parameters.push(new(layer, call.layer, of_layer, &shape, inputs));
                    }
                }
            }
        }
        let reshapes = || flattened(given) != Inputs::Same || flattened(output) != Inputs::Same;
        let order = match layer
            .values()
            .and_then(Values::inner)
            .and_then(layers::of_inner)
            .map(|entry| entry.order)
        {
            None => entry.order,
            Some(Order::Flattens) => Order::Reshapes,
            Some(order) => order,
        };
        orders.push(match (order, inputs) {
            (Order::Mixes, _) => Inputs::Same,
            (Order::Flattens, Inputs::Same) => flattened(given),
            (Order::Reshapes, _) if reshapes() || inputs != Inputs::Same => Inputs::Reshaped,
            _ => inputs,
        });
    }
    // In the order of the layers: calls may come in another.
    parameters.sort_by_key(|parameter| parameter.layer);
    Some(parameters)
}

/// The order of values of which several are taken together.
fn same_for_all(mut orders: impl Iterator<Item = Inputs>) -> Inputs {
    let first = orders.next().unwrap_or(Inputs::Same);
    if orders.all(|order| order == first) {
        first
    } else {
        Inputs::Reshaped
    }
}

fn shape(
    parameter: &layers::Parameter,
    values: &Values,
    given: rules::Shape,
    output: rules::Shape,
) -> Option<Vec<usize>> {
    let mut shape = Vec::new();
    for axis in parameter.axes {
        match axis {
            ParameterAxis::Pair(argument) => {
                let (height, width) = values.literal_pair(argument)?;
                shape.extend([height, width]);
            }
            ParameterAxis::Size(argument) | ParameterAxis::Multiplier(argument) => {
                shape.push(values.literal(argument)?);
            }
            ParameterAxis::Along(argument) => {
                let rank = given.rank().cast_signed();
                let axes = values
                    .axis_list(argument)
                    .map(|axis| if axis < 0 { rank + 1 + axis } else { axis });
                let chosen = (1..=rank).filter(|axis| axes.contains(axis));
                shape.extend(chosen.map(|axis| given.size((axis - 1).unsigned_abs())));
            }
            ParameterAxis::Besides(argument) => {
                let rank = given.rank().cast_signed();
                let shared = values
                    .axis_list(argument)
                    .map(|axis| if axis < 0 { rank + 1 + axis } else { axis });
                shape.extend((1..=rank).map(|axis| {
                    if shared.contains(&axis) {
                        1
                    } else {
                        given.size((axis - 1).unsigned_abs())
                    }
                }));
            }
            ParameterAxis::Input => shape.push(given.channels()),
            ParameterAxis::InputOver(argument) => shape.push(given.channels().checked_div(values.literal(argument)?)?),
            ParameterAxis::Output => shape.push(output.channels()),
            ParameterAxis::Times(count, size) => {
                shape.push(values.count(count).checked_mul(values.literal(size)?)?);
            }
            ParameterAxis::Exactly(size) => shape.push(*size),
            ParameterAxis::InputTimes(argument) => {
                shape.push(given.channels().saturating_mul(values.literal(argument)?));
            }
        }
    }
    Some(shape)
}

fn flattened(shape: rules::Shape) -> Inputs {
    let [height, width, channels] = shape.sizes();
    if channels > 1 && height * width > 1 {
        Inputs::Flattened(height, width, channels)
    } else {
        Inputs::Same
    }
}

/// The shape of a step.
fn step(shape: rules::Shape) -> rules::Shape {
    match shape {
        rules::Shape::Image(_, width, channels) => rules::Shape::Sequence(width, channels),
        shape => rules::Shape::Vector(shape.channels()),
    }
}

/// What a parameter is to its layer.
#[derive(Clone, Copy)]
struct Own {
    parameter: &'static layers::Parameter,
    side: Side,
    cell: Cell,
}

fn new(layer: &Layer, number: usize, of_layer: Own, shape: &[usize], inputs: Inputs) -> Parameter {
    let Own { parameter, side, cell } = of_layer;
    let layer_name = layer.name.text();
    let stem = match &layer.name {
        Name::Generated(name) => name.rsplit_once('_').map(|(stem, _)| stem.to_owned()),
        Name::Given(_) => None,
    };
    Parameter {
        name: format!("{layer_name}.{}{}", side.prefix(), parameter.name),
        layer_name,
        stem,
        layer: number,
        is_kernel: parameter.name.ends_with("kernel"),
        cell,
        is_depthwise: matches!(parameter.axes.last(), Some(ParameterAxis::Multiplier(_))),
        side,
        shape: Dims::new(shape),
        inputs,
    }
}
