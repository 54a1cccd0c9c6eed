use layerproof::prelude::*;

functional! {
    fn Match(user: Input<4>, item: Input<4>) -> (score, rating) {
        let both = Concatenate(user, item);
        let score = Dense<1, Sigmoid>(both);
        let rating = Dense<1>(both);
    }
}

fn main() -> Result<(), layerproof::Error> {
    let (users, items) = ([[0.1; 4]; 2], [[0.2; 4]; 2]);
    let (liked, stars) = ([true, false], [0.5, 1.0]);
    let mut model = Match::new(7);
    let mut compiled = model.compile((BinaryCrossentropy::new(), MeanSquaredError::new()), Adam::new(0.01), ());
    compiled.fit((&users, &items), (&liked, &[1_usize, 2]), &Fit::new())?;
    Ok(())
}

// mend: [1_usize, 2] => [1.0, 2.0]
// rustc: it adds by which tuples the requirement came
