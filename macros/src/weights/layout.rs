//! The order of a kernel's axes. It is told by names and shapes together, or it is asked for: never guessed.

use layerproof_rules::safetensors::{Dims, File};

use super::names::Found;
use super::parameters::{Cell, Inputs, Parameter};
use super::{Report, name, order};
use crate::syntax::Layout;

/// The layout of the file. Where nothing tells it, that is a line of the report.
pub(super) fn decide(
    file: &File<'_>,
    asked: Option<Layout>,
    expected: &[Parameter],
    found: &[Option<Found<'_>>],
    report: &mut Report,
) -> Layout {
    if let Some(layout) = asked {
        return layout;
    }
    let says = |layout: Layout| file.metadata("layout").is_some_and(|said| said == *layout.name());
    if let Some(layout) = [Layout::Keras, Layout::PyTorch]
        .into_iter()
        .find(|layout| says(*layout))
    {
        return layout;
    }
    let kernels = || {
        let pairs = expected.iter().zip(found);
        pairs.filter_map(|(parameter, found)| {
            found
                .as_ref()
                .filter(|_| parameter.is_kernel)
                .map(|found| (parameter, found))
        })
    };
    // `dense_1.kernel` is this crate's own name, and its files are Keras's in shape.
    if kernels().all(|(parameter, found)| found.tensor.name == *parameter.name) {
        return Layout::Keras;
    }
    // Names that nobody else has say whose file it is.
    if kernels().any(|(_, found)| name(&found.tensor).contains("weight_ih_l0")) {
        return Layout::PyTorch;
    }
    let is_torch = kernels().any(|(_, found)| name(&found.tensor).ends_with("weight"));
    let named = if is_torch { Layout::PyTorch } else { Layout::Keras };
    let other = if is_torch { Layout::Keras } else { Layout::PyTorch };
    let is_like =
        |layout| move |(parameter, found): (&Parameter, &Found<'_>)| *found.tensor.shape == *shape(parameter, layout);
    if kernels().any(|kernel| !is_like(other)(kernel)) || kernels().all(|(parameter, _)| is_same(parameter, named)) {
        return named;
    }
    for (parameter, found) in kernels().filter(|kernel| is_like(named)(*kernel) && !is_same(kernel.0, named)) {
        report.add(format!(
            "{}: the shape {} is that of {} in Keras's order and in PyTorch's",
            name(&found.tensor),
            found.tensor.shape,
            parameter.name
        ));
    }
    report.help(
        "say which it is: `layout = Keras` for kernels of (in, out), `layout = PyTorch` for (out, in)".to_owned(),
    );
    named
}

/// A kernel's shape in this layout.
fn shape(parameter: &Parameter, layout: Layout) -> Dims {
    match (&*parameter.shape, layout) {
        ([window @ .., inputs, multiplier], Layout::PyTorch) if parameter.is_depthwise => {
            let outputs = inputs.saturating_mul(*multiplier);
            let sizes: Vec<usize> = [outputs, 1].into_iter().chain(window.iter().copied()).collect();
            Dims::new(&sizes)
        }
        ([inputs, outputs], Layout::PyTorch) => Dims::new(&[*outputs, *inputs]),
        ([taps, inputs, outputs], Layout::PyTorch) => Dims::new(&[*outputs, *inputs, *taps]),
        ([height, width, inputs, outputs], Layout::PyTorch) => Dims::new(&[*outputs, *inputs, *height, *width]),
        _ => parameter.shape,
    }
}

/// Whether the numbers stand in the same order in both.
pub(super) fn is_same(parameter: &Parameter, layout: Layout) -> bool {
    if layout == Layout::Keras {
        return true;
    }
    if parameter.cell == Cell::Gru || parameter.cell != Cell::None && !parameter.is_kernel {
        return false;
    }
    if !parameter.is_kernel {
        return true;
    }
    match &*parameter.shape {
        [inputs, outputs] => (*inputs == 1 || *outputs == 1) && parameter.inputs == Inputs::Same,
        [taps, inputs, outputs] => {
            [taps, inputs, outputs].into_iter().filter(|size| **size > 1).count() <= 1
                && parameter.inputs == Inputs::Same
        }
        [height, width, inputs, outputs] => {
            let window = height * width;
            // At most one axis is longer than 1.
            [window, *inputs, *outputs].iter().filter(|size| **size > 1).count() <= 1
                && parameter.inputs == Inputs::Same
        }
        _ => true,
    }
}

/// Whether the tensor has the parameter's shape.
pub(super) fn check(parameter: &Parameter, found: &Found<'_>, layout: Layout, report: &mut Report) {
    let tensor = &found.tensor;
    if layout == Layout::PyTorch && parameter.cell == Cell::GruBefore {
        report.add(format!(
            "{}: no GRU of PyTorch's resets before the product",
            name(tensor)
        ));
        report.help("leave out `reset_after = false`".to_owned());
        return;
    }
    if parameter.cell != Cell::None && !parameter.is_kernel && layout == Layout::PyTorch {
        return check_biases(parameter, found, report);
    }
    let expected = shape(parameter, layout);
    if layout == Layout::PyTorch && parameter.is_kernel && parameter.inputs == Inputs::Reshaped {
        report.add(format!(
            "{}: behind a `Reshape` the order of PyTorch's numbers is unknown",
            name(tensor)
        ));
        report.help("save these weights in Keras's order".to_owned());
    }
    // One number an input, which stand in an order of their own.
    if layout == Layout::PyTorch
        && ["gamma", "beta", "scale", "moving_mean", "moving_variance"].contains(&parameter.own_name())
        && parameter.inputs != Inputs::Same
    {
        report.add(format!(
            "{}: behind a `Flatten` or a `Reshape` the order of PyTorch's numbers is another one",
            name(tensor)
        ));
        report.help("save these weights in Keras's order".to_owned());
    }
    if *tensor.shape == *expected {
        return;
    }
    let other = match layout {
        Layout::Keras => Layout::PyTorch,
        Layout::PyTorch => Layout::Keras,
    };
    let mut line = format!("{}: expected shape {expected}, found {}", name(tensor), tensor.shape);
    if parameter.is_kernel && *tensor.shape == *shape(parameter, other) {
        line.extend([" (", order(other), ")"]);
        report.help(format!(
            "if all of the file is in {}, write `layout = {}`",
            order(other),
            other.name()
        ));
    }
    report.add(line);
}

/// PyTorch's two biases of a recurrent layer.
fn check_biases(parameter: &Parameter, found: &Found<'_>, report: &mut Report) {
    let sums = parameter.shape.last().copied().unwrap_or_default();
    for tensor in found.tensors().filter(|tensor| *tensor.shape != [sums]) {
        report.add(format!(
            "{}: expected shape {}, found {}",
            name(tensor),
            Dims::new(&[sums]),
            tensor.shape
        ));
    }
    if found.of_state.is_none() {
        let name = name(&found.tensor);
        report.add(format!(
            "{name}: expected a bias of the inputs and one of the state, found no `bias_hh_l0`"
        ));
    }
}

/// The numbers in Keras's order; `of_state` are those of the second bias, where PyTorch has one.
pub(super) fn in_order(
    parameter: &Parameter,
    layout: Layout,
    numbers: Vec<f64>,
    of_state: Option<Vec<f64>>,
) -> Vec<f64> {
    if is_same(parameter, layout) {
        return numbers;
    }
    if let Some(of_state) = of_state {
        return match parameter.cell {
            Cell::Gru => [in_order_of_gates(numbers), in_order_of_gates(of_state)].concat(),
            _ => numbers.iter().zip(of_state).map(|(a, b)| a + b).collect(),
        };
    }
    let ordered = transposed(parameter, numbers);
    if parameter.cell != Cell::Gru {
        return ordered;
    }
    let sums = parameter.shape.last().copied().unwrap_or(1).max(1);
    ordered
        .chunks(sums)
        .flat_map(|row| in_order_of_gates(row.to_vec()))
        .collect()
}

/// The sums of a GRU's gates r, z, g as z, r, g.
fn in_order_of_gates(mut sums: Vec<f64>) -> Vec<f64> {
    let units = sums.len() / 3;
    if let Some(first) = sums.get_mut(..2 * units) {
        first.rotate_left(units);
    }
    sums
}

/// The numbers of a kernel in Keras's order.
fn transposed(parameter: &Parameter, numbers: Vec<f64>) -> Vec<f64> {
    let mut ordered = Vec::with_capacity(numbers.len());
    let number = |place: usize| numbers.get(place).copied().unwrap_or_default();
    match *parameter.shape {
        [ref window @ .., inputs, multiplier] if parameter.is_depthwise => {
            let (window, outputs) = (window.iter().product::<usize>(), inputs * multiplier);
            for place in 0..window {
                ordered.extend((0..outputs).map(|output| number(output * window + place)));
            }
        }
        [inputs, outputs] => {
            for input in 0..inputs {
                let there = match parameter.inputs {
                    Inputs::Flattened(height, width, channels) => input % channels * height * width + input / channels,
                    Inputs::Same | Inputs::Reshaped => input,
                };
                ordered.extend((0..outputs).map(|output| number(output * inputs + there)));
            }
        }
        [ref window @ .., inputs, outputs] if !window.is_empty() => {
            let window: usize = window.iter().product();
            for place in 0..window {
                for input in 0..inputs {
                    ordered.extend((0..outputs).map(|output| number((output * inputs + input) * window + place)));
                }
            }
        }
        _ => ordered = numbers,
    }
    ordered
}
