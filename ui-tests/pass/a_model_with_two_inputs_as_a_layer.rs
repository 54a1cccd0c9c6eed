//! A model with two inputs as a layer: the numbers of the same layers written out, in predictions and in training.

use layerproof::prelude::*;

functional! {
    fn Pair(a: Input<3>, b: Input<2>) -> y {
        let y = Dense<4, Tanh>(Concatenate(a, b));
    }
}

functional! {
    fn Outer(a: Input<3>, b: Input<2>) -> y {
        let pair = Model<Pair>;
        let hidden = pair(a, b);
        let y = Dense<1>(hidden);
    }
}

functional! {
    fn Inlined(a: Input<3>, b: Input<2>) -> y {
        let hidden = Dense<4, Tanh>(Concatenate(a, b));
        let y = Dense<1>(hidden);
    }
}

fn main() -> Result<(), layerproof::Error> {
    let mut outer = Outer::new(7);
    let mut inlined = Inlined::zeros();
    inlined.hidden = outer.pair.0.y;
    inlined.y = outer.y;
    assert_eq!(Outer::PARAMS, Inlined::PARAMS);

    let a: Vec<[f32; 3]> = (0..40).map(|i| [i as f32 / 40.0, (i % 7) as f32 / 7.0, 0.5]).collect();
    let b: Vec<[f32; 2]> = (0..40).map(|i| [(i % 3) as f32, -0.25]).collect();
    let y: Vec<f32> = (0..40).map(|i| (i % 5) as f32).collect();
    assert_eq!(outer.predict((&a[3], &b[3])), inlined.predict((&a[3], &b[3])));

    let fit = Fit::new().epochs(5).seed(1);
    let before = outer;
    let one = outer.compile(MeanSquaredError::new(), Adam::new(0.01), ()).fit((&a, &b), &y, &fit)?;
    let other = inlined.compile(MeanSquaredError::new(), Adam::new(0.01), ()).fit((&a, &b), &y, &fit)?;
    assert_eq!(one.last().loss, other.last().loss);
    assert!(outer != before && outer.pair.0.y == inlined.hidden && outer.y == inlined.y);
    Ok(())
}
