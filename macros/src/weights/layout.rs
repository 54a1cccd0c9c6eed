//! The order of a kernel's axes. It is told by names and shapes together, or it is asked for: never guessed.

use layerproof_rules::safetensors::{Dims, File, Tensor};

use super::names::Found;
use super::parameters::{Inputs, Parameter};
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
    if kernels().all(|(parameter, tensor)| tensor.name == *parameter.name) {
        return Layout::Keras;
    }
    let is_torch = kernels().any(|(_, tensor)| name(tensor).ends_with("weight"));
    let named = if is_torch { Layout::PyTorch } else { Layout::Keras };
    let other = if is_torch { Layout::Keras } else { Layout::PyTorch };
    let is_like =
        |layout| move |(parameter, tensor): (&Parameter, &Found<'_>)| *tensor.shape == *shape(parameter, layout);
    if kernels().any(|kernel| !is_like(other)(kernel)) || kernels().all(|(parameter, _)| is_same(parameter, named)) {
        return named;
    }
    for (parameter, tensor) in kernels().filter(|kernel| is_like(named)(*kernel) && !is_same(kernel.0, named)) {
        report.add(format!(
            "{}: the shape {} is that of {} in Keras's order and in PyTorch's",
            name(tensor),
            tensor.shape,
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
        ([inputs, outputs], Layout::PyTorch) => Dims::new(&[*outputs, *inputs]),
        ([taps, inputs, outputs], Layout::PyTorch) => Dims::new(&[*outputs, *inputs, *taps]),
        ([height, width, inputs, outputs], Layout::PyTorch) => Dims::new(&[*outputs, *inputs, *height, *width]),
        _ => parameter.shape,
    }
}

/// Whether the numbers stand in the same order in both.
pub(super) fn is_same(parameter: &Parameter, layout: Layout) -> bool {
    if layout == Layout::Keras || !parameter.is_kernel {
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
pub(super) fn check(parameter: &Parameter, tensor: &Tensor<'_>, layout: Layout, report: &mut Report) {
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

/// The numbers in Keras's order.
pub(super) fn in_order(parameter: &Parameter, layout: Layout, numbers: Vec<f64>) -> Vec<f64> {
    if is_same(parameter, layout) {
        return numbers;
    }
    let mut ordered = Vec::with_capacity(numbers.len());
    let number = |place: usize| numbers.get(place).copied().unwrap_or_default();
    match *parameter.shape {
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
