use layerproof::prelude::*;

sequential! {
    struct Net {
        Input<2>,
        Dense<1>,
    }
}

fn params<M: Model>(_: &M) -> usize {
    M::PARAMS
}

fn run<M: Model>(model: &M, x: &M::Input) -> M::Output {
    model.predict(x)
}

fn train<M: Train, L: LossFor<M::Head, Target = Numbers>>(
    model: &mut M,
    loss: L,
    x: &[M::Input],
    y: &[M::Output],
) -> f64 {
    let history = model.compile(loss, Adam::new(0.01), ()).fit(x, y, &Fit::new()).unwrap();
    history.last().loss
}

fn squares<M: Train>(model: &mut M, x: &[M::Input], y: &[M::Output]) -> f64
where
    MeanSquaredError: LossFor<M::Head>,
{
    let fit = Fit::new().validation_data(x, y);
    let mut compiled = model.compile(MeanSquaredError::new(), Sgd::new(0.01), MeanSquaredError::new());
    compiled.train_step(x, y).unwrap();
    compiled.fit(x, y, &fit).unwrap();
    compiled.evaluate(x, y).unwrap().loss
}

fn main() {
    let (x, y) = (SVector::<f32, 2>::new(0.4, 0.7), SVector::<f32, 1>::new(1.0));
    assert_eq!(run(&Net::zeros(), &x)[0], 0.0);
    assert_eq!(train(&mut Net::zeros(), MeanSquaredError::new(), &[x], &[y]), 1.0);
    assert!(squares(&mut Net::zeros(), &[x], &[y]) < 1.0);
    assert_eq!(params(&Net::zeros()), 3);
    let boxed: Box<Net> = Net::boxed_zeros();
    let copy = boxed.clone();
    assert!(*copy == *boxed);
    assert_eq!(format!("{copy:?}"), "Net { dense_1: Dense<1> }");
}
