"""What must be bought for the plan to work: points, streams, storage, control room."""
