//! Random graphs of up to 12 calls beside plain programs that compute the same: outputs to the last few bits, gradients of the
//! whole loss against exact derivatives and central differences, and predictions in a planned scratch.

mod graphs;

use layerproof::losses::Truth;
use layerproof::shape::{Array, Value, ValueList};
use layerproof::training::{SamplesOf, TargetsOf};
use layerproof::{Network, SampleOf};
use layerproof_tests::graphs::{self as drawn, Batch, Graph, Number, Run};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestCaseError, TestRunner};

const SAMPLES: usize = 3;

/// A model that was drawn.
trait Model: Network<Scalar = f64> {
    /// The outputs for one sample: in a scratch in which `before` has predicted, then in each other way.
    fn outputs(&self, before: &Self, x: &[Vec<f64>]) -> Vec<Vec<Vec<f64>>>;
    /// The loss of a batch, after which each parameter has moved by `rate` times its gradient.
    fn step(&mut self, batch: &Batch, rate: f64) -> f64;
}

/// The numbers of each input of a sample.
struct Sample<'a>(&'a [Vec<f64>]);

impl<V: ValueList<Scalar = f64>> SampleOf<V> for Sample<'_> {
    fn numbers_of(&self, input: usize) -> &[f64] {
        &self.0[input]
    }
}

/// The numbers of each input or output of some samples.
struct Samples<'a>(&'a [Vec<Vec<f64>>]);

impl<V: ValueList<Scalar = f64>> SamplesOf<V> for Samples<'_> {
    fn count(&self, _: usize) -> usize {
        self.0.len()
    }
    fn numbers(&self, input: usize, sample: usize) -> &[f64] {
        &self.0[sample][input]
    }
}

impl<L, V: ValueList<Scalar = f64>> TargetsOf<L, V> for Samples<'_> {
    fn count(&self, _: usize) -> usize {
        self.0.len()
    }
    fn truth<'a>(&'a self, output: usize, sample: usize, _: &'a mut [f64]) -> Truth<'a, f64> {
        Truth::Values(&self.0[sample][output])
    }
}

fn value<V: Value<Scalar = f64>>(numbers: &[f64]) -> V {
    V::from_array(*Array::of(numbers))
}

fn numbers<V: Value<Scalar = f64>>(value: &V) -> Vec<f64> {
    value.as_array().flat().to_vec()
}

macro_rules! test {
    (several $number:literal $test:ident $model:ident -> $outputs:tt: $losses:expr) => {
        impl crate::Model for $model {
            fn outputs(&self, before: &Self, x: &[Vec<f64>]) -> Vec<Vec<Vec<f64>>> {
                let mut scratch = Scratch::<{ $model::SCRATCH_BYTES }>::new();
                before.predict_in(&mut scratch, crate::Sample(x));
                let first = self.predict_in(&mut scratch, crate::Sample(x));
                let second = self.predict(crate::Sample(x));
                vec![crate::all!(first $outputs), crate::all!(second $outputs)]
            }
            fn step(&mut self, batch: &crate::Batch, rate: f64) -> f64 {
                self.compile($losses, Sgd::new(rate), ())
                    .loss_weights([1.0, 0.7, 0.4])
                    .train_step(crate::Samples(&batch.x), crate::Samples(&batch.y))
                    .unwrap()
            }
        }
        crate::test! { @ $number $test $model }
    };
    (one $number:literal $test:ident $model:ident -> $output:ident: $loss:expr) => {
        impl crate::Model for $model {
            fn outputs(&self, before: &Self, x: &[Vec<f64>]) -> Vec<Vec<Vec<f64>>> {
                let x: <Self as Model>::Input = crate::value(&x[0]);
                let mut scratch = Scratch::<{ $model::SCRATCH_BYTES }>::new();
                before.predict_in(&mut scratch, &x);
                let mut all = vec![self.predict_in(&mut scratch, &x), self.predict(&x)];
                let mut batch = [<Self as Model>::Output::default(); 5];
                self.predict_batch(&[x; 5], &mut batch).unwrap();
                all.extend(batch);
                all.iter().map(|output| vec![crate::numbers(output)]).collect()
            }
            fn step(&mut self, batch: &crate::Batch, rate: f64) -> f64 {
                let x: Vec<<Self as Model>::Input> = batch.x.iter().map(|x| crate::value(&x[0])).collect();
                let y: Vec<<Self as Model>::Output> = batch.y.iter().map(|y| crate::value(&y[0])).collect();
                self.compile($loss, Sgd::new(rate), ()).train_step(&x, &y).unwrap()
            }
        }
        crate::test! { @ $number $test $model }
    };
    (@ $number:literal $test:ident $model:ident) => {
        #[test]
        fn $test() {
            crate::check::<$model>($number);
        }
    };
}
use test;

macro_rules! all {
    ($outputs:ident ($($output:ident),+)) => {{
        let ($($output),+) = $outputs;
        vec![$(crate::numbers(&$output)),+]
    }};
    ($outputs:ident $output:ident) => {
        vec![crate::numbers(&$outputs)]
    };
}
use all;

/// One of so many parameters is shifted for a central difference.
const SHIFTED: usize = 4;

/// Parameters, a batch, and the first parameter that is shifted.
type Draw = (Vec<f64>, Batch, usize);

fn draws(graph: &Graph) -> impl Strategy<Value = Draw> + use<> {
    let list = |count: usize| prop::collection::vec(-1.0..1.0, count);
    let shapes = graph.shapes();
    let of_values = |values: Vec<usize>| -> Vec<usize> {
        let len = |value: usize| shapes[value].iter().product();
        values.into_iter().map(len).collect()
    };
    let x: Vec<_> = of_values((0..graph.inputs.len()).collect())
        .into_iter()
        .map(list)
        .collect();
    let y = of_values(graph.outputs.iter().map(|(value, _)| *value).collect());
    // As probabilities, which any loss takes.
    let y: Vec<_> = y.into_iter().map(|len| prop::collection::vec(0.1..0.9, len)).collect();
    let batch = (prop::collection::vec(x, SAMPLES), prop::collection::vec(y, SAMPLES));
    (
        list(graph.parameters()),
        batch.prop_map(|(x, y)| Batch { x, y }),
        0..SHIFTED,
    )
}

/// A model with these parameters.
fn with<M: Network<Scalar = f64>>(parameters: &[f64]) -> M {
    let (mut model, mut rest) = (M::ZERO, parameters);
    M::parameters_mut([&mut model], &mut |_, _, [values]: [&mut [f64]; 1]| {
        let (here, after) = rest.split_at(values.len());
        values.copy_from_slice(here);
        rest = after;
    });
    assert!(rest.is_empty(), "as many parameters");
    model
}

fn parameters<M: Network<Scalar = f64>>(model: &M) -> Vec<f64> {
    let mut all = Vec::new();
    model.parameters(&mut |_, _, values: &[f64]| all.extend_from_slice(values));
    all
}

#[track_caller]
fn assert_near(what: &str, got: f64, wanted: f64, tolerance: f64) {
    let difference = (got - wanted).abs();
    assert!(
        difference <= tolerance * wanted.abs().max(1.0),
        "{what} is {got}, should be {wanted}"
    );
}

fn check<M: Model>(number: usize) {
    let graph = &drawn::graphs()[number];
    check_scratch::<M>(graph);
    let config = Config {
        cases: 4,
        failure_persistence: None,
        ..Config::default()
    };
    TestRunner::new(config)
        .run(&draws(graph), |draw| check_draw::<M>(graph, &draw))
        .unwrap_or_else(|error| panic!("{error}"));
}

/// The scratch holds at most every value that is no input and no output, and the rooms of the models in it.
fn check_scratch<M: Network>(graph: &Graph) {
    fn bytes(graph: &Graph) -> usize {
        let shapes = graph.shapes();
        let is_output = |value: usize| graph.outputs.iter().any(|(output, _)| *output == value);
        let between = (graph.inputs.len()..shapes.len()).filter(|&value| !is_output(value));
        let values: usize = between
            .map(|value| aligned(8 * shapes[value].iter().product::<usize>()))
            .sum();
        let inner = graph.calls.iter().map(|call| match &graph.layers[call.layer] {
            drawn::Layer::Model(model) => aligned(bytes(model)),
            _ => 0,
        });
        values + inner.sum::<usize>()
    }
    fn aligned(bytes: usize) -> usize {
        bytes.next_multiple_of(64)
    }
    assert!(M::SCRATCH_BYTES <= bytes(graph), "{} bytes", M::SCRATCH_BYTES);
}

fn check_draw<M: Model>(graph: &Graph, (weights, batch, first): &Draw) -> Result<(), TestCaseError> {
    let constants: Vec<Number> = weights.iter().map(|&weight| Number::of(weight)).collect();
    let mut run = Run::default();
    let loss = run.loss(graph, &constants, batch).value;
    prop_assume!(run.smooth > 1e-3 && run.largest < 50.0);

    let before: M = with(weights);
    let nan: M = with(&vec![f64::NAN; weights.len()]);
    for x in &batch.x {
        let ways = before.outputs(&nan, x);
        let sample: Vec<Vec<Number>> = x.iter().map(|x| x.iter().map(|&x| Number::of(x)).collect()).collect();
        let wanted = Run::default().outputs(graph, &constants, &sample);
        assert_eq!(ways[0].len(), wanted.len());
        for (output, wanted) in ways[0].iter().zip(wanted) {
            assert_eq!(output.len(), wanted.len());
            for (output, wanted) in output.iter().zip(wanted) {
                assert_near("an output", *output, wanted.value, 1e-12);
            }
        }
        // Whatever lay in the scratch, and whatever lies beside the sample in a batch: the same bits.
        let bits = |outputs: &[Vec<f64>]| -> Vec<u64> { outputs.concat().iter().map(|y| y.to_bits()).collect() };
        for way in &ways {
            assert_eq!(bits(way), bits(&ways[0]));
        }
    }

    let mut after = before;
    assert_near("the loss", after.step(batch, 1.0), loss, 1e-12);
    let moved = parameters(&after);
    for i in 0..weights.len() {
        let gradient = weights[i] - moved[i];
        let mut by_this = constants.clone();
        by_this[i].slope = 1.0;
        let exact = Run::default().loss(graph, &by_this, batch).slope;
        assert_near(&format!("the gradient of parameter {i}"), gradient, exact, 1e-11);

        if i % SHIFTED != *first {
            continue;
        }
        let step = 1e-5;
        let shifted = |by: f64| {
            let mut weights = weights.clone();
            weights[i] += by;
            with::<M>(&weights).step(batch, 0.0)
        };
        let slope = (shifted(step) - shifted(-step)) / (2.0 * step);
        assert_near(&format!("the gradient of parameter {i}"), gradient, slope, 1e-7);
    }
    Ok(())
}
