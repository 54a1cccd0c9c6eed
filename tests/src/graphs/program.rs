//! A graph computed on plain numbers, each layer as its definition says.

use super::{Activation, Graph, Layer, Loss, Merge, Number, Shape, axis_of};

/// A value of one sample, the last axis fastest.
type Value = Vec<Number>;

/// One run of a graph.
#[derive(Debug, Clone)]
pub struct Run {
    /// How far each number was from the next point where something is not smooth.
    pub smooth: f64,
    /// The largest number, by its size.
    pub largest: f64,
}

/// Samples and targets: for each sample the numbers of each input or output.
#[derive(Debug, Clone)]
pub struct Batch {
    /// The samples.
    pub x: Vec<Vec<Vec<f64>>>,
    /// The targets.
    pub y: Vec<Vec<Vec<f64>>>,
}

impl Default for Run {
    fn default() -> Self {
        Self {
            smooth: f64::INFINITY,
            largest: 0.0,
        }
    }
}

impl Run {
    /// The outputs of one sample. Parameters stand in the order of the layers, a kernel row by row before its bias.
    pub fn outputs(&mut self, graph: &Graph, parameters: &[Number], x: &[Value]) -> Vec<Value> {
        let shapes = graph.shapes();
        let mut starts = vec![None; graph.layers.len()];
        let mut next = 0;
        let mut values = x.to_vec();
        for call in &graph.calls {
            let layer = &graph.layers[call.layer];
            let given: Vec<(&Shape, &Value)> = call.inputs.iter().map(|&i| (&shapes[i], &values[i])).collect();
            let count = layer.parameters(given[0].0);
            let start = *starts[call.layer].get_or_insert_with(|| {
                next += count;
                next - count
            });
            let value = self.call(layer, &parameters[start..start + count], &given, &shapes[values.len()]);
            for number in &value {
                self.largest = self.largest.max(number.value.abs());
            }
            values.push(value);
        }
        graph.outputs.iter().map(|(value, _)| values[*value].clone()).collect()
    }

    /// The mean loss of a batch, the outputs weighted.
    ///
    /// # Panics
    /// Where an output has no axis.
    pub fn loss(&mut self, graph: &Graph, parameters: &[Number], batch: &Batch) -> Number {
        let (shapes, weights) = (graph.shapes(), graph.loss_weights());
        let mut sum = Number::of(0.0);
        for (x, y) in batch.x.iter().zip(&batch.y) {
            let x: Vec<Value> = x.iter().map(|x| numbers(x)).collect();
            let outputs = self.outputs(graph, parameters, &x);
            for (i, ((value, loss), output)) in graph.outputs.iter().zip(&outputs).enumerate() {
                let width = *shapes[*value].last().expect("an axis");
                let rows = output.len() / width;
                for (p, t) in output.chunks(width).zip(y[i].chunks(width)) {
                    let scale = weights[i] / (rows * batch.x.len()) as f64;
                    sum = sum + Number::of(scale) * Self::row_loss(*loss, p, t);
                }
            }
        }
        sum
    }

    fn row_loss(loss: Loss, p: &[Number], t: &[f64]) -> Number {
        let mean = Number::of(1.0 / p.len() as f64);
        let pairs = p.iter().copied().zip(t.iter().map(|&t| Number::of(t)));
        match loss {
            Loss::MeanSquaredError { .. } => mean * pairs.map(|(p, t)| (p - t) * (p - t)).sum(),
            Loss::BinaryCrossentropy => {
                let one = Number::of(1.0);
                -mean * pairs.map(|(p, t)| t * p.ln() + (one - t) * (one - p).ln()).sum()
            }
            Loss::CategoricalCrossentropy => -pairs.map(|(p, t)| t * p.ln()).sum::<Number>(),
        }
    }

    /// A point where something is not smooth is this far away.
    fn near(&mut self, distance: f64) {
        self.smooth = self.smooth.min(distance.abs());
    }

    fn call(&mut self, layer: &Layer, parameters: &[Number], given: &[(&Shape, &Value)], output: &Shape) -> Value {
        let (shape, x) = given[0];
        match layer {
            Layer::Dense {
                units,
                activation,
                use_bias,
            } => {
                let (kernel, bias) = parameters.split_at(x.len() * units);
                let unit = |unit: usize| {
                    let sum: Number = (0..x.len()).map(|i| x[i] * kernel[i * units + unit]).sum();
                    if *use_bias { sum + bias[unit] } else { sum }
                };
                let sums: Value = (0..*units).map(unit).collect();
                self.activation(*activation, &sums, *units)
            }
            Layer::Activation(activation) => self.activation(*activation, x, *shape.last().expect("an axis")),
            Layer::Flatten | Layer::Reshape(_) => x.clone(),
            Layer::Merge(merge) => (0..x.len())
                .map(|i| {
                    let numbers: Value = given.iter().map(|(_, value)| value[i]).collect();
                    self.merge(*merge, &numbers)
                })
                .collect(),
            Layer::Concatenate(axis) => concatenate(axis_of(*axis, shape), given),
            Layer::Dot { axes, normalize } => self.dot(*axes, *normalize, given[0], given[1], output),
            Layer::Model(model) => {
                let outputs = self.outputs(model, parameters, std::slice::from_ref(x));
                outputs[0].clone()
            }
        }
    }

    fn merge(&mut self, merge: Merge, numbers: &[Number]) -> Number {
        match merge {
            Merge::Add => numbers.iter().copied().sum(),
            Merge::Subtract => numbers[0] - numbers[1],
            Merge::Multiply => numbers
                .iter()
                .fold(Number::of(1.0), |product, &number| product * number),
            Merge::Average => numbers.iter().copied().sum::<Number>() / Number::of(numbers.len() as f64),
            Merge::Maximum | Merge::Minimum => {
                let mut sorted = numbers.to_vec();
                sorted.sort_by(|a, b| a.value.total_cmp(&b.value));
                if merge == Merge::Maximum {
                    sorted.reverse();
                }
                self.near(sorted[0].value - sorted[1].value);
                sorted[0]
            }
        }
    }

    fn activation(&mut self, activation: Activation, x: &[Number], width: usize) -> Value {
        if activation == Activation::Softmax {
            let row = |row: &[Number]| {
                let sum: Number = row.iter().map(|x| x.exp()).sum();
                row.iter().map(|x| x.exp() / sum).collect::<Value>()
            };
            return x.chunks(width).flat_map(row).collect();
        }
        x.iter().map(|&x| self.function(activation, x)).collect()
    }

    fn function(&mut self, activation: Activation, x: Number) -> Number {
        const SCALE: f64 = 1.050_700_987_355_480_5;
        const ALPHA: f64 = 1.673_263_242_354_377_2;
        let (one, is_positive) = (Number::of(1.0), x.value > 0.0);
        let sigmoid = one / (one + (-x).exp());
        match activation {
            Activation::Linear => x,
            Activation::Relu => {
                self.near(x.value);
                if is_positive { x } else { Number::of(0.0) }
            }
            Activation::LeakyRelu => {
                self.near(x.value);
                if is_positive { x } else { Number::of(0.1) * x }
            }
            // Smooth at 0, but not twice so.
            Activation::Elu => {
                self.near(x.value);
                if is_positive { x } else { x.exp() - one }
            }
            Activation::Selu => {
                self.near(x.value);
                let elu = if is_positive {
                    x
                } else {
                    Number::of(ALPHA) * (x.exp() - one)
                };
                Number::of(SCALE) * elu
            }
            Activation::Silu => x * sigmoid,
            Activation::Tanh => x.tanh(),
            Activation::Sigmoid => sigmoid,
            Activation::HardSigmoid => {
                self.near(x.value.abs() - 3.0);
                match x.value {
                    ..=-3.0 => Number::of(0.0),
                    3.0.. => one,
                    _ => (x + Number::of(3.0)) / Number::of(6.0),
                }
            }
            Activation::Softplus => (one + x.exp()).ln(),
            Activation::Exponential => x.exp(),
            Activation::Softmax => unreachable!("a function of a row"),
        }
    }

    fn dot(
        &mut self,
        axes: (isize, isize),
        normalize: bool,
        (of_a, a): (&Shape, &Value),
        (of_b, b): (&Shape, &Value),
        output: &Shape,
    ) -> Value {
        let (lines_a, lines_b) = (
            lines(axis_of(axes.0, of_a), of_a, a),
            lines(axis_of(axes.1, of_b), of_b, b),
        );
        let mut products = Vec::new();
        for line_a in &lines_a {
            for line_b in &lines_b {
                let mut sum: Number = line_a.iter().zip(line_b).map(|(&a, &b)| a * b).sum();
                if normalize {
                    for line in [line_a, line_b] {
                        let norm = line.iter().map(|&x| x * x).sum::<Number>().sqrt();
                        // Very steep near 0.
                        self.near(norm.value / 100.0);
                        sum = sum / norm;
                    }
                }
                products.push(sum);
            }
        }
        assert_eq!(products.len(), output.iter().product::<usize>());
        products
    }
}

/// Numbers that depend on no parameter.
fn numbers(values: &[f64]) -> Value {
    values.iter().map(|&value| Number::of(value)).collect()
}

/// The runs of numbers along an axis, in the order of what is left of the shape.
fn lines(axis: usize, shape: &Shape, value: &Value) -> Vec<Value> {
    let step: usize = shape[axis + 1..].iter().product();
    let block = step * shape[axis];
    let line = |start: usize| (0..shape[axis]).map(|i| value[start + i * step]).collect();
    (0..value.len())
        .filter(|start| start % block < step)
        .map(line)
        .collect()
}

fn concatenate(axis: usize, given: &[(&Shape, &Value)]) -> Value {
    let outer: usize = given[0].0[..axis].iter().product();
    let mut all = Vec::new();
    for place in 0..outer {
        for (_, value) in given {
            let len = value.len() / outer;
            all.extend_from_slice(&value[place * len..(place + 1) * len]);
        }
    }
    all
}
