//! A model as a layer gives a value like any other, whose axes the compiler works out.

use layerproof::prelude::*;

sequential! {
    struct Tower { Input<12>, Dense<3, Tanh> }
}

sequential! {
    struct Steps { Input<6, 2>, Conv1d<4, 3, Relu, padding = Same> }
}

sequential! {
    struct Picture { Input<4, 4, 1>, Conv2d<2, 3, 3> }
}

functional! {
    fn Pair(a: Input<3>, b: Input<3>) -> y {
        let y = Dense<5, Relu>(Concatenate(a, b));
    }
}

functional! {
    fn Match(a: Input<12>, b: Input<12>) -> (y, both) {
        let tower = Model<Tower>;
        let both = Concatenate(tower(a), tower(b));
        let y = Dense<1, Sigmoid>(both);
    }
}

// The same without a model in between.
functional! {
    fn Inlined(a: Input<12>, b: Input<12>) -> (y, both) {
        let tower = Dense<3, Tanh>;
        let both = Concatenate(tower(a), tower(b));
        let y = Dense<1, Sigmoid>(both);
    }
}

functional! {
    fn Siamese(a: Input<12>, b: Input<12>) -> y {
        let tower = Model<Tower>;
        let y = Dot(tower(a), tower(b), axes = 1, normalize = true);
    }
}

functional! {
    fn Attention(a: Input<6, 2>, b: Input<6, 2>) -> (y, mixed, w) {
        let steps = Model<Steps>;
        let query = steps(a);
        let value = steps(b);
        let scores = LayerNormalization(Dot(query, value, axes = 2));
        let mixed = Dot(scores, value, axes = (2, 1));
        let both = Concatenate(mixed, query, axis = 1);
        let y = Dense<3, Softmax>(Flatten(Permute<2, 1>(both)));
        let w = LayerNormalization<axis = (1, 2)>(Add(mixed, query));
    }
}

functional! {
    fn Pictures(a: Input<4, 4, 1>, b: Input<4, 4, 1>) -> y {
        let picture = Model<Picture>;
        let both = MaxPooling2d<2, 2, strides = 1, padding = Same>(Concatenate(picture(a), picture(b)));
        let y = Dense<2>(Flatten(Conv2d<3, 2, 2, Relu>(both)));
    }
}

// A model with two inputs, as a value among others and at the end.
functional! {
    fn Pairs(a: Input<3>, b: Input<3>) -> (y, z) {
        let pair = Model<Pair>;
        let y = Concatenate(pair(a, b), a);
        let z = Model<Pair>(b, a);
    }
}

const WIDTH: usize = 12;
const ONE: usize = 1;

// Axes that the layer counts, of a value whose axes the compiler counts.
functional! {
    fn Along(a: Input<6, 2>) -> y {
        let y = Softmax<axis = 1>(UnitNormalization<axis = 1>(Model<Steps>(a)));
    }
}

type Anonymous = sequential!(Input<12>, Model<Tower>, Dense<4, Relu>, Dense<1>);
type Constants = sequential!(Input<WIDTH>, Model<Tower>, Softmax, Dense<{ 2 * ONE }>);
type Turned = sequential!(Input<6, 2>, Model<Steps>, Permute<2, 1>, Flatten, Dense<ONE>);

fn main() {
    let (a, b) = (
        core::array::from_fn::<f32, 12, _>(|i| i as f32 / 12.0),
        core::array::from_fn::<f32, 12, _>(|i| (i % 3) as f32 - 1.0),
    );

    let model = Match::new(1);
    let (_, both): (SVector<f32, 1>, SVector<f32, 6>) = model.predict((&a, &b));
    let (of_a, of_b) = (model.tower.0.predict(&a), model.tower.0.predict(&b));
    assert_eq!(both.as_slice(), [of_a.as_slice(), of_b.as_slice()].concat());

    let siamese = Siamese::new(2);
    let (of_a, of_b) = (siamese.tower.0.predict(&a), siamese.tower.0.predict(&b));
    let cosine = of_a.dot(&of_b) / (of_a.dot(&of_a) * of_b.dot(&of_b)).sqrt();
    assert!((siamese.predict((&a, &b))[0] - cosine).abs() < 1e-6);

    // What trains through a model is what trains without one.
    let mut model = Match::new(3);
    let mut inlined = Inlined::zeros();
    inlined.tower = model.tower.0.dense_1;
    inlined.y = model.y;
    let fit = Fit::new().epochs(5).batch_size(2);
    let (x, z) = ([a, b, a], [b, a, a]);
    let targets = ([true, false, true], [[0.5; 6]; 3]);
    let losses = || (BinaryCrossentropy::new(), Unpaired(MeanSquaredError::new()));
    let compiled = model.compile(losses(), Adam::new(0.01), ((), ()));
    let _ = { compiled }.fit((&x, &z), (&targets.0, &targets.1), &fit).unwrap();
    let compiled = inlined.compile(losses(), Adam::new(0.01), ((), ()));
    let _ = { compiled }.fit((&x, &z), (&targets.0, &targets.1), &fit).unwrap();
    assert!(inlined.tower == model.tower.0.dense_1 && inlined.y == model.y);

    let steps = ([[0.5, 0.1]; 6], [[0.2, -0.1]; 6]);
    let (y, mixed, w) = Attention::new(3).predict((&steps.0, &steps.1));
    let _: (SVector<f32, 3>, Sequence<6, 4>, Sequence<6, 4>) = (y, mixed, w);
    assert!((y.sum() - 1.0).abs() < 1e-6);

    let y: Sequence<6, 4> = Along::new(6).predict(&steps.0);
    assert!((y.0.iter().map(|step| step[0]).sum::<f32>() - 1.0).abs() < 1e-6);

    let y: SVector<f32, 2> = Pictures::new(4).predict((&[[[0.5]; 4]; 4], &[[[0.25]; 4]; 4]));
    assert!(y[0].is_finite());

    let pairs = Pairs::new(5);
    let (y, z): (SVector<f32, 8>, SVector<f32, 5>) = pairs.predict((&[0.1, 0.2, 0.3], &[0.4; 3]));
    assert_eq!(y.as_slice()[5..], [0.1, 0.2, 0.3]);
    assert_eq!(z, pairs.z.0.predict((&[0.4; 3], &[0.1, 0.2, 0.3])));

    assert_eq!((Anonymous::PARAMS, Constants::PARAMS, Turned::PARAMS), (60, 47, 53));
    assert!(Constants::new(1).predict(&a)[1].is_finite());
    assert!(Turned::new(1).predict(&steps.0)[0].is_finite());
}
